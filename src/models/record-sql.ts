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

/**
 * FROM item (to follow a comma) with a column of text for each source, under its name: what stands in `record`, NULL where
 * nothing does or where that stands for nothing. Each object is unpacked once, and no text taken twice: that is what the
 * offsets are for. A `->>` a column from the record itself would decompress it a column, six times the cost at thirty
 * columns; `jsonb_to_record` takes 1.8 times as long as this.
 */
export function recordTexts(record: string, columns: readonly TextSource[], alias: string): string {
  const parents = [...new Set(columns.flatMap(({ paths }) => paths.map((path) => split(path).parent)))];
  const textAt = (path: string): string => {
    const { parent, leaf } = split(path);
    return `o.p${parents.indexOf(parent)} ->> ${literal(leaf)}`;
  };
  const texts = columns.map(({ name, paths, none }) => {
    const found = paths.map(textAt);
    const text = found.length === 1 ? (found[0] ?? 'null') : `coalesce(${found.join(', ')})`;
    return `${meantSql(`(${text})`, none)} as ${quoteName(name)}`;
  });
  const objects = parents.map((parent, i) => `${objectAt(record, parent)} as p${i}`);
  return `lateral (select ${texts.join(', ')} from (select ${objects.join(', ')} offset 0) o offset 0) as ${alias}`;
}

function split(path: string): { readonly parent: string; readonly leaf: string } {
  const at = path.lastIndexOf('.');
  return { parent: at < 0 ? '' : path.slice(0, at), leaf: path.slice(at + 1) };
}

/** What stands at a path, decompressed. Of anything but an object every text is NULL. */
function objectAt(record: string, path: string): string {
  return `${record} #> array[${path === '' ? '' : path.split('.').map(literal).join(', ')}]::text[]`;
}
