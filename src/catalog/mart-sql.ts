import { readFileSync } from 'node:fs';
import { type Mart, sqlFileOf } from './mart.ts';

const textByFile = new Map<string, string>();

/** The query of a mart, as written in the `.sql` file beside its declaration. */
export function readMartSql(mart: Pick<Mart, 'table' | 'sql'>): string {
  if (mart.sql !== undefined) return mart.sql;
  const file = sqlFileOf(mart);
  const known = textByFile.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`./marts/${file}`, import.meta.url), 'utf8')
    .trim()
    .replace(/;$/, '');
  textByFile.set(file, text);
  return text;
}
