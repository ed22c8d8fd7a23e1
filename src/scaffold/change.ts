/** One file that scaffolding writes. */
export interface NewFile {
  readonly kind: 'new';
  /** Relative to the checkout, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** One line more in a list that exists, with the import it needs. */
export interface NewEntry {
  readonly kind: 'entry';
  readonly file: string;
  /** Name of the exported list or object. */
  readonly list: string;
  readonly entry: string;
  /** `import { x } from './x.ts';` */
  readonly importLine?: string;
}

export type Change = NewFile | NewEntry;

/** A file as it will stand. */
export interface WrittenFile {
  readonly file: string;
  readonly kind: 'new' | 'changed';
  readonly text: string;
}

/** A list of the source with one entry more, before its closing bracket. */
export function addEntry(text: string, { file, list, entry, importLine }: NewEntry): string {
  const start = text.search(new RegExp(`^export const ${list}\\b`, 'm'));
  const bracket = start < 0 ? -1 : text.slice(start).search(/[\]}];/);
  if (bracket < 0) throw new Error(`${file} has no list ${list}`);
  const end = start + bracket;
  const before = text.slice(0, end).trimEnd();
  const comma = /[,[{]$/.test(before) ? '' : ',';
  const body = `${before}${comma}\n  ${entry},\n${text.slice(end)}`;
  if (importLine === undefined) return body;
  const lastImport = [...body.matchAll(/^(?:import|\} from) .*;$/gm)].at(-1);
  const at = lastImport === undefined ? 0 : lastImport.index + lastImport[0].length + 1;
  return `${body.slice(0, at)}${importLine}\n${body.slice(at)}`;
}
