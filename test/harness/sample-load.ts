import { beforeAll } from 'vitest';
import { plainCalendar } from '../../src/base/business-day.ts';
import type { LocalDate } from '../../src/base/local-time.ts';
import { CHECKS } from '../../src/catalog/checks.ts';
import type { BusinessDay } from '../../src/catalog/days.ts';
import type { Dimension } from '../../src/catalog/dimensions/dimension.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { loadFact } from '../../src/loaders/facts/load-fact.ts';
import { runChecks } from '../../src/quality/run-checks.ts';
import type { Sample } from '../../src/simulator/contract/sample.ts';
import type { ExactJson } from '../../src/simulator/hall-source.ts';
import { valueAt } from '../../src/simulator/server/record-path.ts';
import { stringifyWire } from '../../src/simulator/server/wire.ts';
import { loadDimension } from '../../src/tasks/load-dimension.ts';
import { useTestDatabase } from './database.ts';
import { loaderOn, SITE, ZONE } from './walks.ts';

/** A sample of an endpoint, loaded into ODS and into the table made from it. */
export interface LoadedSample {
  /** Keys of the records. */
  readonly keys: readonly string[];
  /** Keys of the rows of the table. */
  rows(): Promise<string[]>;
  /** What is in quarantine, and why. */
  refused(): Promise<string[]>;
  /** Ids of the checks of the table that do not pass, after a statement that is undone. */
  broken(before?: string): Promise<string[]>;
}

const OF_STORE: Readonly<Record<string, ExactJson>> = { site_id: BigInt(SITE), siteId: BigInt(SITE), siteProfile: {} };
const CLOCK = { now: () => new Date('2025-11-20T00:00:00Z'), sleep: async () => undefined };

/** Loads a sample before the tests of a file, as a run loads what upstream sends. */
export function useSample(sample: Sample, table: Fact | Dimension): LoadedSample {
  const database = useTestDatabase('sample');
  const keys = sample.records.map((record) => stringifyWire(valueAt(record, sample.key) ?? null)).toSorted();
  const texts = async (sql: string): Promise<string[]> =>
    (await database.pool.query<{ text: string }>(sql)).rows.map(({ text }) => text);
  beforeAll(async () => {
    await database.pool.query('insert into etl_admin.etl_store (site_id, timezone) values ($1, $2)', [SITE, ZONE]);
    const records = sample.records.map((record) =>
      stringifyWire(Object.fromEntries(Object.entries(record).map(([name, value]) => [name, OF_STORE[name] ?? value]))),
    );
    const window = { from: '2025-10-01 08:00:00', to: '2025-12-01 08:00:00' } as never;
    const walk = { table: sample.table, at: '2025-11-19T00:00:00Z', pages: [records] };
    await loaderOn(database.pool)(sample.mode === 'window' ? { ...walk, window } : walk);
    await withTransaction(database.pool, async (client) => {
      const work = { siteId: SITE, timezone: ZONE, businessDays: plainCalendar(8, ZONE), runId: null };
      if ('members' in table) {
        await loadDimension(client, { ...work, dimension: table, endpoint: endpointOfTable(table.source) });
      } else {
        await loadFact(client, table, { ...work, endpoints: ENDPOINTS });
      }
    });
  });
  return {
    keys,
    rows: () => texts(`select ${table.key[0]}::text as text from ${dwdTable(table)} where not is_deleted order by 1`),
    refused: () =>
      texts(`select concat_ws(' ', rule, column_name, bad_value, reason) as text from etl_admin.etl_quarantine`),
    broken: async (before = 'select 1') => {
      const days =
        'members' in table ? [] : await texts(`select distinct business_date::text as text from ${dwdTable(table)}`);
      const checks = CHECKS.filter(({ id }) => id.endsWith(`.${table.table}`));
      const client = await database.pool.connect();
      try {
        await client.query('begin');
        await client.query(before);
        const scope = { siteId: SITE, days: days.map(toBusinessDay), snoozed: new Set<string>(), clock: CLOCK };
        const outcomes = await runChecks(client, checks, scope);
        return outcomes
          .filter(({ violations, status }) => violations > 0 || status === 'ERROR')
          .map(({ check }) => check.id);
      } finally {
        await client.query('rollback');
        client.release();
      }
    },
  };
}

/** The business day of a store whose day starts at 8 in Shanghai. */
export function toBusinessDay(date: string): BusinessDay {
  const startsAt = new Date(`${date}T00:00:00Z`);
  return {
    date: date as LocalDate,
    startsAt,
    endsAt: new Date(startsAt.getTime() + 86_400_000),
    isOpen: false,
  };
}
