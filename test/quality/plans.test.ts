import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalDate } from '../../src/base/local-time.ts';
import { BLOCKING_CHECKS, CHECKS } from '../../src/catalog/checks.ts';
import { dayParameters } from '../../src/catalog/days.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { STORED_MARTS } from '../../src/catalog/marts.ts';
import { statement } from '../../src/database/statement.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { rebuildSql } from '../../src/loaders/marts/rebuild-sql.ts';
import { checkSql } from '../../src/quality/run-checks.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('plans');
const store = useSimulatedStore(database);

/** Copies of the store's days in earlier months: enough history for the planner to care. */
const COPIES = 40;

function copySql(fact: Fact): string {
  const columns = [
    'site_id',
    ...fact.columns.map(({ name }) => name),
    'business_date',
    'is_deleted',
    '_source_id',
    '_load_id',
  ];
  const kinds = new Map(fact.columns.map(({ name, type }) => [name, type.kind]));
  const values = columns.map((name) => {
    if (kinds.get(name) === 'id' && /_id$|_no$/.test(name)) return `${name} + n * 1000000000000000`;
    if (kinds.get(name) === 'timestamp') return `${name} - n * interval '30 days'`;
    if (name === 'business_date') return 'business_date - n * 30';
    return name === '_source_id' ? `_source_id || '-' || n` : name;
  });
  return `insert into ${dwdTable(fact)} (${columns.join(', ')})
select ${values.join(', ')} from ${dwdTable(fact)}, generate_series(1, ${COPIES}) n`;
}

const DAY = '2025-11-22' as LocalDate;
const startsAt = new Date(`${DAY}T00:00:00Z`);
const values = {
  ...dayParameters([{ date: DAY, startsAt, endsAt: new Date(startsAt.getTime() + 86_400_000), isOpen: false }]),
  now: new Date(`${DAY}T12:00:00Z`),
  asOf: DAY,
  members: ['1'],
  tolerance: '0',
  dueDates: [],
};

beforeAll(async () => {
  await store.run('DWD_*');
  for (const fact of FACTS) await database.pool.query(copySql(fact));
  await database.pool.query('analyze');
}, 120_000);

/** What grows with history and is looked up by the day, or by load: one of these beside the store has to lead to it. */
const LEADS: Readonly<Record<string, RegExp>> = {
  billiards_dws: /business_date|member_id/,
  billiards_ods: /load_id|source_id|event_time/,
};

/** So small that the planner may begin with all of its days. */
const ROW_A_DAY = 'dws_site_day_summary';

interface PlanNode {
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Marts and tables of ODS of which a statement would read all that the store has, even if they were large. */
async function storesScanned(sql: string): Promise<string[]> {
  const { text, values: sent } = statement(sql, { ...values, siteId: store.siteId });
  return await withTransaction(database.pool, async (client) => {
    // The tables of a test are small; a table without a fitting index is found by forbidding what small tables allow.
    for (const way of ['seqscan', 'hashjoin', 'mergejoin']) await client.query(`set local enable_${way} = off`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>({
      text: `explain (verbose, format json) ${text}`,
      values: sent,
    });
    return rows.flatMap((row) =>
      (JSON.parse(row['QUERY PLAN']) as { Plan: PlanNode }[]).flatMap(({ Plan }) => readWhole(Plan)),
    );
  });
}

function readWhole(node: PlanNode): string[] {
  const lead = LEADS[node.Schema ?? ''];
  const by = `${node['Index Cond'] ?? ''} ${node['Recheck Cond'] ?? ''}`;
  const name = node['Relation Name'] ?? '';
  const own = lead === undefined || lead.test(by) || name === ROW_A_DAY ? [] : [name];
  return [...own, ...(node.Plans ?? []).flatMap(readWhole)];
}

/** Facts that a statement would read from end to end. */
async function factsScanned(sql: string): Promise<string[]> {
  const { text, values: sent } = statement(sql, { ...values, siteId: store.siteId });
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>({ text: `explain ${text}`, values: sent });
  const scans = rows.flatMap((row) => /Seq Scan on (fact_\w+)/.exec(row['QUERY PLAN'])?.[1] ?? []);
  return [...new Set(scans)];
}

describe('one day costs the same whatever lies behind it', () => {
  const ofDays = CHECKS.filter(({ scope }) => scope === 'day');

  it.each(ofDays.map((check) => [check.id, check] as const))(
    'the check %s reads no fact from end to end',
    async (_, check) => {
      expect(await factsScanned(checkSql(check))).toEqual([]);
    },
  );

  it.each(BLOCKING_CHECKS.map((check) => [check.id, check] as const))(
    'the blocking check %s looks marts and records up by day, load or key',
    async (_, check) => {
      expect(await storesScanned(checkSql(check))).toEqual([]);
    },
  );

  it.each(STORED_MARTS.map((mart) => [mart.table, mart] as const))(
    'the mart %s reads no fact from end to end',
    async (_, mart) => {
      expect(await factsScanned(rebuildSql(mart))).toEqual([]);
    },
  );
});
