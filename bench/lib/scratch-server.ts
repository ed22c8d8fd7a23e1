import { join } from 'node:path';
import type pg from 'pg';
import { systemClock } from '../../src/base/clock.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { connectClient } from '../../src/database/connection.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';

/** A fresh embedded server with the settings of production, and the questions measurements ask it. */
export interface ScratchServer extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  /** Settings that decide what a write costs. */
  readonly settings: Readonly<Record<string, string>>;
  run(sql: string): Promise<void>;
  rows<R extends pg.QueryResultRow>(sql: string): Promise<R[]>;
  /** Bytes of write-ahead log written so far. */
  walPosition(): Promise<bigint>;
  /** Waits until the connections of a contender are gone, because only then its statistics are complete. */
  awaitQuiet(): Promise<void>;
}

const OTHERS = `select count(*)::int as others from pg_stat_activity
where backend_type = 'client backend' and application_name like 'bench contender%'`;
const SETTINGS = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'data_checksums',
  'shared_buffers',
  'max_wal_size',
  'wal_compression',
  'autovacuum',
];

/** Starts a server in `folder`, migrates it and makes the ODS tables. */
export async function startScratchServer(folder: string): Promise<ScratchServer> {
  const database = await openDatabase({
    pgDsn: undefined,
    dataRoot: join(folder, 'data'),
    poolSize: 2,
    clock: systemClock,
    report: () => undefined,
    applicationName: 'bench',
  });
  await migrate(database.pool);
  await ensureWarehouse(database.pool, ENDPOINTS);
  return serverOf(database, await connectClient(database.url, { applicationName: 'bench' }));
}

async function serverOf(database: OpenDatabase, client: pg.Client): Promise<ScratchServer> {
  const rows = async <R extends pg.QueryResultRow>(sql: string): Promise<R[]> => (await client.query<R>(sql)).rows;
  const settings: Record<string, string> = {};
  for (const name of SETTINGS) {
    const [row] = await rows<{ value: string }>(`select current_setting('${name}') as value`);
    settings[name] = row?.value ?? '';
  }
  const [version] = await rows<{ version: string }>(`select current_setting('server_version') as version`);
  return {
    url: database.url,
    version: version?.version ?? '',
    settings,
    rows,
    run: async (sql) => void (await client.query(sql)),
    walPosition: async () => {
      const [row] = await rows<{ at: string }>(`select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text as at`);
      return BigInt(row?.at ?? 0);
    },
    awaitQuiet: async () => {
      while (((await rows<{ others: number }>(OTHERS))[0]?.others ?? 0) > 0) await systemClock.sleep(20);
    },
    [Symbol.asyncDispose]: async () => {
      await client.end();
      await database.close();
    },
  };
}
