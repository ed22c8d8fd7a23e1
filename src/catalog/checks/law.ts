import { type Check, type CheckOwner, defineCheck, type Severity } from '../check.ts';
import { keyedTable } from '../dwd-table.ts';
import { FACTS } from '../facts.ts';

/** A law about the rows of one fact, each looked at with what belongs to it. */
export interface Law {
  /** The contract's id. */
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly severity?: Severity;
  readonly blocking?: true;
  readonly owner?: CheckOwner;
  /** Table and alias of the rows: `fact_settlement s`. */
  readonly row: string;
  /** True when voided services are looked at, too. */
  readonly voids?: true;
  /** Which of the rows. */
  readonly when?: string;
  /** Joins that bring what the row is compared with. */
  readonly beside?: readonly string[];
  /** Pairs of expressions that must be equal; a value that is missing equals nothing but another missing one. */
  readonly equal?: readonly (readonly [observed: string, expected: string])[];
  /** Or a condition that must be true, what to show of a row that breaks it, and what to say it should be. */
  readonly holds?: { readonly that: string; readonly shown: string; readonly must: string };
}

const keys = new Map(FACTS.map(({ table, key }) => [table, key]));
const flagged = new Set(
  FACTS.filter(({ columns }) => columns.some(({ name }) => name === 'is_flagged_deleted')).map(({ table }) => table),
);

/** Condition that a row counts: neither gone upstream nor marked deleted there, and no voided service. */
export function live(table: string, alias: string, { voids = false } = {}): string {
  const conditions = [`not ${alias}.is_deleted`];
  if (flagged.has(table)) conditions.push(`${alias}.is_flagged_deleted is not true`);
  if (table === 'fact_assistant_service' && !voids) conditions.push(`${alias}.is_trash is not true`);
  return conditions.join(' and ');
}

/** Upstream ids hold the moment they were made: milliseconds since 2020-02-20 02:20:02.020 UTC, 14 bits up. */
export function idTime(id: string): string {
  return `date_trunc('second', timestamptz '2020-02-20 02:20:02.020+00' + (${id} >> 14) * interval '1 millisecond')`;
}

/** Lines to add up beside a row. */
export interface Lines {
  /** Table and alias of the lines: `fact_table_fee t`; the sums are then `t_sum.<name>`. */
  readonly lines: string;
  readonly on: string;
  readonly sums: Readonly<Record<string, string>>;
  readonly where?: string;
}

/** Sums over the lines of a row, 0 where there are none. The lines are found through an index (`lookups` of the fact). */
export function sumOf({ lines, on, sums, where }: Lines): string {
  const [table = '', alias = ''] = lines.split(' ');
  const totals = Object.entries(sums).map(([name, expression]) => `coalesce(sum(${expression}), 0) as ${name}`);
  const more = where === undefined ? '' : ` and ${where}`;
  return `left join lateral (
  select ${totals.join(', ')} from billiards.${table} ${alias}
  where ${alias}.site_id = $siteId::bigint and ${on} and ${live(table, alias)}${more}
) ${alias}_sum on true`;
}

/** A law as a check: rows of the days asked for that break it. */
export function lawCheck(law: Law): Check {
  const { row, when, beside = [], voids = false, holds, equal = [], ...stated } = law;
  const [table = '', alias = ''] = row.split(' ');
  const keyNames = keys.get(table) ?? [];
  const key = keyNames.map((name) => `${alias}.${name}`);
  const broken =
    holds === undefined ? equal.map(([a, b]) => `(${a}) is distinct from (${b})`) : [`(${holds.that}) is not true`];
  const [observed, expected] =
    holds === undefined
      ? [list(equal.map(([a]) => a)), list(equal.map(([, b]) => b))]
      : [holds.shown, `'${holds.must}'`];
  const conditions = [live(table, alias, { voids }), ...(when === undefined ? [] : [when]), `(${broken.join(' or ')})`];
  return defineCheck({
    family: 'invariant',
    owner: 'finance',
    // A rule about one row can be judged at once; what belongs to it may still be on its way on the open day.
    openDay: beside.length === 0 ? 'judged' : 'warns',
    ...stated,
    keyOf: keyedTable({ table, key: keyNames }),
    reads: [row, ...beside]
      .flatMap((text) => text.match(/\b(?:fact|dim)_\w+/g) ?? [])
      .map((name) => `billiards.${name}`),
    sql: `select ${alias}.business_date, concat_ws('/', ${key.join(', ')}), ${observed}, ${expected}
from days d
join billiards.${table} ${alias} on ${alias}.site_id = $siteId::bigint and ${alias}.business_date = d.business_date
${beside.map((join) => `${join}\n`).join('')}where ${conditions.join('\n  and ')}`,
  });
}

/** Several values in one text; a missing one is shown as such. */
function list(expressions: readonly string[]): string {
  const texts = expressions.map((expression) => `coalesce((${expression})::text, 'nothing')`);
  return texts.length === 1 ? (texts[0] ?? '') : `concat_ws(', ', ${texts.join(', ')})`;
}
