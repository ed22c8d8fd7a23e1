import { expect, test } from 'vitest';
import { readMartSql } from './mart-sql.ts';
import { MARTS } from './marts.ts';

test.each(MARTS.map((mart) => [mart.table, mart] as const))('%s names every table that its query reads', (_, mart) => {
  const read = readMartSql(mart).match(/(?<=\bbilliards(?:_dws)?\.)\w+/g) ?? [];
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((table) => !mart.inputs.includes(table))).toEqual([]);
});
