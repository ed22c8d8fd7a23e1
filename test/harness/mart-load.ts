import { beforeAll } from 'vitest';
import type { SiteId } from '../../src/base/ids.ts';
import type { LocalDate } from '../../src/base/local-time.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { dwsTable, type Mart } from '../../src/catalog/mart.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { rebuildMarts } from '../../src/loaders/marts/rebuild-marts.ts';
import { useTestDatabase } from './database.ts';
import { toBusinessDay } from './sample-load.ts';
import { useSimulatedStore } from './simulated-store.ts';

type Sums = Readonly<Record<string, string>>;

/** A mart over one fact of a simulated store. */
export interface LoadedMart {
  /** Sums over the whole mart, as exact texts. */
  sums(count: string, columns: readonly string[]): Promise<Sums>;
  /** The same of the fact: its rows, and the sums of its columns. */
  factSums(count: string, columns: readonly string[], where: string): Promise<Sums>;
}

/** Loads a simulated store, its fact, and the mart, before the tests of a file. */
export function useMart(mart: Mart, factName: string): LoadedMart {
  const database = useTestDatabase('mart');
  const store = useSimulatedStore(database);
  const fact = FACTS.find(({ table }) => table === factName);
  if (fact === undefined) throw new Error(`no fact ${factName}`);
  beforeAll(async () => {
    await store.run(fact.task);
    const { rows } = await database.pool.query<{ day: string }>(
      `select distinct business_date::text as day from ${dwdTable(fact)} order by 1`,
    );
    await withTransaction(database.pool, (client) =>
      rebuildMarts(client, [mart], {
        siteId: store.siteId as SiteId,
        days: rows.map(({ day }) => toBusinessDay(day)),
        asOf: '2025-11-30' as LocalDate,
        allMembers: false,
      }),
    );
  });
  const one = async (shown: readonly string[], from: string): Promise<Sums> =>
    (await database.pool.query<Record<string, string>>(`select ${shown.join(', ')} from ${from}`)).rows[0] ?? {};
  const sum = (column: string): string => `coalesce(sum(${column}), 0)::text as ${column}`;
  return {
    sums: (count, columns) => one([count, ...columns].map(sum), dwsTable(mart)),
    factSums: (count, columns, where) =>
      one([`count(*)::text as ${count}`, ...columns.map(sum)], `${dwdTable(fact)} f where ${where}`),
  };
}
