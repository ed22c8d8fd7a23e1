import type { Column } from '../../catalog/column.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Fact } from '../../catalog/fact.ts';

/** Documented path → other spellings of it that upstream was seen to use. */
export type Spellings = ReadonlyMap<string, readonly string[]>;

/** How the paths a fact is declared with are to be read: as corrected by CONTRACT_FILE, in the letter case met. */
export interface PathContext {
  /** The source endpoint as documented, and as corrected; their fields stand in the same order. */
  readonly documented: Endpoint;
  readonly corrected: Endpoint;
  readonly spellings: Spellings;
}

/** The path of a field as corrected. */
export function correctedPath(path: string, { documented, corrected }: PathContext): string {
  const at = documented.fields.findIndex((field) => field.path === path);
  return corrected.fields[at]?.path ?? path;
}

/** Every path to look for a column at, within the record or, for lines, within the item. */
export function pathsOf(column: Column, fact: Fact, context: PathContext): readonly string[] {
  return pathsAt([column.path, ...column.aliases], fact, context);
}

/** The same for what the lines of a fact are told by, stated as a path within an item. */
export function linePathsOf(path: string, fact: Fact, context: PathContext): readonly string[] {
  return fact.lines === null ? [] : pathsAt([`${fact.lines.path}.${path}`], fact, context);
}

function pathsAt(documented: readonly string[], fact: Fact, context: PathContext): readonly string[] {
  const stated = documented.map((path) => correctedPath(path, context));
  return [...new Set(stated.flatMap((path) => spelled(path, context.spellings)).map((path) => withinItem(path, fact)))];
}

/** All spellings of a dotted path, segment by segment. */
export function spelled(path: string, spellings: Spellings): readonly string[] {
  let documented = '';
  let found = [''];
  for (const segment of path.split('.')) {
    documented = documented === '' ? segment : `${documented}.${segment}`;
    const list = segment.endsWith('[]') ? '[]' : '';
    const others = spellings.get(documented.replace(/\[\]$/, '')) ?? [];
    const names = [segment, ...others.map((other) => `${other}${list}`)];
    found = names.flatMap((name) => found.map((before) => (before === '' ? name : `${before}.${name}`)));
  }
  return found;
}

/** Lists are unpacked before, so what counts is the path behind as many of them as the lines have. */
function withinItem(path: string, { lines }: Fact): string {
  if (lines === null) return path;
  const depth = lines.path.split('.').length;
  return path.split('.').slice(depth).join('.');
}
