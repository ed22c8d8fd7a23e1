import type { Clock } from '../base/clock.ts';
import { connectClient, createPool, type Pool } from './connection.ts';
import { describeDsn, parseDsn } from './dsn.ts';
import { startEmbedded } from './embedded/start.ts';
import { assertServerVersion, readServerVersion } from './migrate.ts';

export interface OpenDatabaseOptions {
  /** Connection string of a server; undefined or empty uses the embedded one. */
  readonly pgDsn: string | undefined;
  /** Folder of the embedded database. */
  readonly dataRoot: string;
  /** Most connections for the work. */
  readonly poolSize: number;
  readonly clock: Clock;
  readonly report: (line: string) => void;
  readonly applicationName?: string;
  readonly signal?: AbortSignal;
}

/** A reachable database of a supported version. Not migrated yet: call `migrate`. */
export interface OpenDatabase extends AsyncDisposable {
  /** Pipelined: loaders send many pages without waiting for each answer. */
  readonly pool: Pool;
  /** Two connections kept apart for heartbeats and run records, which must not wait behind the work. */
  readonly controlPool: Pool;
  /** Connection string with the password: for other connections to the same database, never for printing. */
  readonly url: string;
  /** `user@host:port/database`, for messages. */
  readonly place: string;
  readonly kind: 'embedded' | 'server';
  readonly serverVersionNum: number;
  /** Ends the connections, and the embedded server if this call started it. Idempotent. */
  close(): Promise<void>;
}

/** Opens the configured database, starting the embedded one when no server is configured. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const embedded = isBlank(options.pgDsn) ? await startEmbedded(options) : undefined;
  const url = embedded?.url ?? parseDsn(options.pgDsn ?? '').url;
  const applicationName = options.applicationName ?? 'feiqiu-etl';
  const pool = createPool({ url, max: options.poolSize, applicationName, pipeline: true });
  const controlPool = createPool({ url, max: 2, applicationName: `${applicationName} control` });
  const hold = embedded?.started === false ? await holdServer(url) : undefined;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= Promise.all([pool.end(), controlPool.end(), hold?.end()]).then(() => embedded?.stop());
    return closing;
  };
  try {
    const serverVersionNum = await readServerVersion(pool);
    assertServerVersion(serverVersionNum);
    const kind = embedded === undefined ? 'server' : 'embedded';
    return {
      pool,
      controlPool,
      url,
      place: describeDsn(parseDsn(url)),
      kind,
      serverVersionNum,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The process that started the server leaves it up while somebody is connected: so that we always are. */
function holdServer(url: string): ReturnType<typeof connectClient> {
  return connectClient(url, { applicationName: 'feiqiu-etl attached' });
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
