import path from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { createEmptyDatabase } from './database.ts';
import { installedMajor, SERVER_PROGRAMS, startInstalled } from './installed-server.ts';

/** A database of one of the engines the product runs on. */
export interface EngineDatabase extends AsyncDisposable {
  readonly url: string;
  /** What the program needs in its environment to work on it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** An engine the product runs on; `missing` says why it cannot be had here. */
export interface Engine {
  readonly name: string;
  readonly missing: string | null;
  /** Arguments of the first `init`. */
  readonly init: readonly string[];
  /** Makes an empty database; `folder` is where it may put files. */
  open(folder: string): Promise<EngineDatabase>;
}

async function openEmbedded(folder: string): Promise<EngineDatabase> {
  const dataRoot = path.join(folder, 'embedded');
  const server = await startEmbedded({ dataRoot, clock: systemClock, report: () => undefined });
  return { url: server.url, environment: { DATA_ROOT: dataRoot }, [Symbol.asyncDispose]: () => server.stop() };
}

async function openInstalled(folder: string, major: number): Promise<EngineDatabase> {
  const dataDir = path.join(folder, 'server');
  const server = await startInstalled({ major, dataDir, settings: { fsync: 'off' } });
  const { url } = server;
  return { url, environment: { PG_DSN: url }, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function openOnServer(): Promise<EngineDatabase> {
  const { url, drop } = await createEmptyDatabase('engine');
  return { url, environment: { PG_DSN: url }, [Symbol.asyncDispose]: drop };
}

/** The engines; the first is always there. */
export function engines(): readonly Engine[] {
  const major = installedMajor();
  const onCitus = (process.env['TEST_CITUS_DSN'] ?? '') !== '';
  return [
    { name: 'embedded PostgreSQL', missing: null, init: [], open: openEmbedded },
    {
      name: `PostgreSQL ${major ?? ''} as installed`,
      missing: major === null ? `there is no PostgreSQL 15 or newer in ${SERVER_PROGRAMS}` : null,
      init: [],
      open: (folder) => openInstalled(folder, major ?? 0),
    },
    {
      name: 'Citus',
      missing: onCitus ? null : 'TEST_CITUS_DSN is not set',
      init: ['--distribute'],
      open: openOnServer,
    },
  ];
}
