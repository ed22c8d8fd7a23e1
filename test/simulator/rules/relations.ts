import type { ExactRecord } from '../../../src/simulator/hall-source.ts';
import { type Dataset, rowsOf, type Value, valueAt } from './dataset.ts';
import { compileFor } from './evaluate.ts';
import { parseCondition } from './formula.ts';

export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly where?: string;
}

/** References (other than 0 = none) and those of them whose target does not exist. */
export function findOrphans(relation: Relation, data: Dataset): { checked: number; orphans: Value[] } {
  const [table, steps] = split(relation.from);
  const targets = targetsOf(relation.to, data);
  const applies = conditionOf(table, relation.where, data);
  const references = rowsOf(data, table)
    .filter(applies)
    .flatMap((row) => listOf(valueAt(row, steps)))
    .filter((value) => value !== 0n && value !== null);
  return { checked: references.length, orphans: references.filter((value) => !targets.has(value)).slice(0, 5) };
}

function conditionOf(table: string, where: string | undefined, data: Dataset): (row: ExactRecord) => boolean {
  if (where === undefined) return () => true;
  // Relations name their fields bare; give them the alias the evaluator expects.
  const condition = parseCondition(where.replace(/\b([a-z]\w*)\b/g, 'row.$1'));
  const run = compileFor(data, 'row', condition);
  return (row) => run({ row }) === true && table !== '';
}

function targetsOf(path: string, data: Dataset): Set<Value> {
  const [table, steps] = split(path);
  if (table !== 'siteProfile') return new Set(rowsOf(data, table).flatMap((row) => listOf(valueAt(row, steps))));
  return new Set(rowsOf(data, 'table_fee_transactions').map((row) => valueAt(row, ['siteProfile', ...steps])));
}

function split(path: string): [string, string[]] {
  const [table = '', ...steps] = path.split('.');
  return [table, steps];
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}
