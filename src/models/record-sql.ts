import { literal, quoteName } from '../base/sql-text.ts';
/** Where a column's text is found within a JSON record. */
export interface TextSource {
  readonly name: string;
  /** Dotted paths within the record, the documented one first; the first that holds a value counts. */
  readonly paths: readonly string[];
}

/** FROM items (to follow a comma) and one text expression a column. */
export interface RecordTexts {
  readonly from: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Takes every column's text out of `record`, each object of it unpacked once: one `->>` a column would decompress the
 * record a column, six times the cost at thirty columns.
 */
export function recordTexts(record: string, columns: readonly TextSource[], alias = 'r'): RecordTexts {
  const parents = new Map<string, Set<string>>();
  const split = (path: string): { parent: string; leaf: string } => {
    const at = path.lastIndexOf('.');
    return { parent: at < 0 ? '' : path.slice(0, at), leaf: path.slice(at + 1) };
  };
  for (const { parent, leaf } of columns.flatMap((column) => column.paths.map(split))) {
    const leaves = parents.get(parent) ?? new Set();
    parents.set(parent, leaves.add(leaf));
  }
  const aliases = new Map([...parents.keys()].map((parent, i) => [parent, `${alias}${i}`]));
  const from = [...parents].map(
    ([parent, leaves]) =>
      `lateral jsonb_to_record(${objectAt(record, parent)}) as ${aliases.get(parent) ?? ''}(${[...leaves].map((leaf) => `${quoteName(leaf)} text`).join(', ')})`,
  );
  const textOf = (path: string): string => {
    const { parent, leaf } = split(path);
    return `${aliases.get(parent) ?? ''}.${quoteName(leaf)}`;
  };
  const texts = new Map(
    columns.map(({ name, paths }) => {
      const found = paths.map(textOf);
      return [name, found.length === 1 ? (found[0] ?? 'null') : `coalesce(${found.join(', ')})`];
    }),
  );
  return { from, texts };
}

/** The object at a path; an empty one where something else stands, which jsonb_to_record would raise at. */
function objectAt(record: string, path: string): string {
  const value = path === '' ? record : `${record} #> array[${path.split('.').map(literal).join(', ')}]`;
  return `case when jsonb_typeof(${value}) = 'object' then ${value} else '{}'::jsonb end`;
}
