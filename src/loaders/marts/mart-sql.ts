import { readFileSync } from 'node:fs';
import { sqlFileOf } from '../../catalog/mart.ts';

const textByFile = new Map<string, string>();

/** The query of a mart, as written in the `.sql` file beside its declaration. */
export function readMartSql(mart: { readonly table: string }): string {
  const file = sqlFileOf(mart);
  const known = textByFile.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../../catalog/marts/${file}`, import.meta.url), 'utf8')
    .trim()
    .replace(/;$/, '');
  textByFile.set(file, text);
  return text;
}
