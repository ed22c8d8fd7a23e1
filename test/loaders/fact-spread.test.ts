import type { ClientBase } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainCalendar } from '../../src/base/business-day.ts';
import { calendarParameters } from '../../src/catalog/business-date.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import { endpointOfTable } from '../../src/catalog/endpoints.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { odsTable } from '../../src/catalog/ods-table.ts';
import { statement } from '../../src/database/statement.ts';
import { type FactMerge, factMerge } from '../../src/loaders/facts/fact-merge-sql.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('fact_spread');
const store = useSimulatedStore(database, { visits: '20' });
const ZONE = 'Asia/Shanghai';
/** What makes PostgreSQL use workers for the few records of a test. */
const WORKERS_FOR_LITTLE = [
  'parallel_setup_cost',
  'parallel_tuple_cost',
  'min_parallel_table_scan_size',
  'min_parallel_index_scan_size',
];

beforeAll(async () => {
  await database.pool.query(`update billiards_ods.payment_transactions set payload = payload || '{"payAmount": "12,50"}'
    where source_id in (select source_id from billiards_ods.payment_transactions order by source_id limit 3)`);
  await database.pool.query('analyze');
});

const values = (): Record<string, unknown> => ({
  siteId: store.siteId,
  after: '0',
  upTo: '999999',
  timezone: ZONE,
  ...calendarParameters(plainCalendar(8, ZONE)),
});

function mergeOf(fact: Fact): FactMerge {
  const endpoint = endpointOfTable(fact.source);
  return factMerge(fact, { documented: endpoint, corrected: endpoint, spellings: new Map() }, 'here');
}

/** Runs a job in a transaction that is taken back, with workers for little. */
async function tryOut<T>(job: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    for (const name of WORKERS_FOR_LITTLE) await client.query(`set local ${name} = 0`);
    return await job(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

interface Outcome {
  readonly told: readonly unknown[];
  readonly rows: readonly unknown[];
}

/** What the statements answer, into a table that was empty and again into the one they filled, and the rows they leave. */
function outcomeOf(fact: Fact, steps: readonly string[]): Promise<Outcome> {
  return tryOut(async (client) => {
    await client.query(`delete from ${dwdTable(fact)}`);
    const told: unknown[] = [];
    for (const sql of [...steps, ...steps]) told.push(...(await client.query(statement(sql, values()))).rows);
    const { rows } = await client.query(`select t::text from ${dwdTable(fact)} t order by 1`);
    return { told, rows };
  });
}

describe.each(FACTS)('$table', (fact) => {
  it('comes out the same when the work is spread over workers', async () => {
    const { whole, spread } = mergeOf(fact);
    const outcome = await outcomeOf(fact, spread());
    expect(outcome).toEqual(await outcomeOf(fact, [whole]));
    expect(outcome.told).toHaveLength(2);
    expect(outcome.rows).not.toEqual([]);
  });

  it('is spread, down to the reading of the records', async ({ skip }) => {
    const { rows } = await database.pool.query<{ version: number; records: number }>(
      `select current_setting('server_version_num')::integer as version, count(*)::integer as records
      from ${odsTable({ table: fact.source })}`,
    );
    const { version = 0, records = 0 } = rows[0] ?? {};
    skip(version < 160_000, 'before PostgreSQL 16 the guard of casts may not run in a worker');
    skip(records < 10, 'nobody asks for help with so few records');
    const making =
      mergeOf(fact)
        .spread()
        .find((sql) => sql.startsWith('create')) ?? '';
    const plan = await tryOut(async (client) => {
      const explained = await client.query<Record<string, string>>(statement(`explain ${making}`, values()));
      return explained.rows.flatMap((row) => Object.values(row)).join('\n');
    });
    expect(plan).toMatch(/Gather[\s\S]*Parallel/);
    // What is costly is done in the workers, behind the Gather: only the numbering of lines is not.
    if (fact.lines === null) expect(plan).toMatch(/^Gather/);
  });
});
