import { beforeAll } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { SiteId } from '../../src/base/ids.ts';
import type { Check } from '../../src/catalog/check.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import type { CheckOutcome } from '../../src/quality/outcome.ts';
import { runChecks } from '../../src/quality/run-checks.ts';
import { useTestDatabase } from './database.ts';
import { toBusinessDay } from './sample-load.ts';
import { useSimulatedStore } from './simulated-store.ts';

/** Runs checks over the days of a simulated store, after a statement that is undone; answers those that do not pass. */
export type Judge = (checks: readonly Check[], before?: string) => Promise<CheckOutcome[]>;

/** Code of the task that fills a fact. */
export function taskOfFact(table: string): string {
  const fact = FACTS.find((one) => one.table === table);
  if (fact === undefined) throw new Error(`no fact ${table}`);
  return fact.task;
}

/** Loads a simulated store and runs the tasks that fill a table, before the tests of a file. */
export function useJudge(tasks: string, table: string): Judge {
  const database = useTestDatabase('judge');
  const store = useSimulatedStore(database);
  beforeAll(async () => {
    await store.run(tasks);
  }, 60_000);
  return async (checks, before = 'select 1') => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query(before);
      const { rows } = await client.query<{ day: string }>(`select distinct business_date::text as day from ${table}`);
      if (rows.length === 0) throw new Error(`${table} is empty: there is nothing to judge`);
      const outcomes = await runChecks(client, checks, {
        siteId: store.siteId as SiteId,
        days: rows.map(({ day }) => toBusinessDay(day)),
        snoozed: new Set(),
        clock: systemClock,
      });
      return outcomes.filter(({ status }) => status !== 'PASS');
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
}
