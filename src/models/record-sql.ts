import { literal, quoteName } from '../base/sql-text.ts';
import { meantSql, type NoneValue } from './none-value.ts';

/** Where a column's text is found within a JSON record. */
export interface TextSource {
  readonly name: string;
  /** Dotted paths within the record, the documented one first; the first that holds a value counts. */
  readonly paths: readonly string[];
  /** Texts that stand for nothing. */
  readonly none: readonly NoneValue[];
}

/** The expressions that take texts out of a record, in two steps, so that each object is unpacked once. */
export interface RecordSql {
  /** SELECT list of the objects on the way, each decompressed. */
  readonly objects: string;
  /** SELECT list of the texts, over a subquery `of` that has the objects: NULL where nothing stands, or what stands for nothing. */
  readonly texts: string;
}

/**
 * How to take a column of text for each source, under its name, out of `record`. The objects have to come from a subquery
 * behind an `offset 0`, and so have the texts where they are used more than once: else each is computed at every use. A `->>`
 * a column from the record itself would decompress it a column, six times the cost at thirty columns; `jsonb_to_record` takes
 * 1.8 times as long as this.
 */
export function recordSql(record: string, columns: readonly TextSource[], of: string): RecordSql {
  const parents = [...new Set(columns.flatMap(({ paths }) => paths.map((path) => split(path).parent)))];
  const textAt = (path: string): string => {
    const { parent, leaf } = split(path);
    return `${of}.p${parents.indexOf(parent)} ->> ${literal(leaf)}`;
  };
  const texts = columns.map(({ name, paths, none }) => {
    const found = paths.map(textAt);
    const text = found.length === 1 ? (found[0] ?? 'null') : `coalesce(${found.join(', ')})`;
    return `${meantSql(`(${text})`, none)} as ${quoteName(name)}`;
  });
  const objects = parents.map((parent, i) => `${objectAt(record, parent)} as p${i}`);
  return { objects: objects.join(', '), texts: texts.join(', ') };
}

/** The same as a FROM item, to follow a comma. */
export function recordTexts(record: string, columns: readonly TextSource[], alias: string): string {
  const { objects, texts } = recordSql(record, columns, 'o');
  return `lateral (select ${texts} from (select ${objects} offset 0) o offset 0) as ${alias}`;
}

function split(path: string): { readonly parent: string; readonly leaf: string } {
  const at = path.lastIndexOf('.');
  return { parent: at < 0 ? '' : path.slice(0, at), leaf: path.slice(at + 1) };
}

/** What stands at a path, decompressed. Of anything but an object every text is NULL. */
function objectAt(record: string, path: string): string {
  return `${record} #> array[${path === '' ? '' : path.split('.').map(literal).join(', ')}]::text[]`;
}
