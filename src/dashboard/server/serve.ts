import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, messageOf } from '../../base/errors.ts';
import type { Config } from '../../config/load-config.ts';
import { processEnvironment } from '../../config/process-environment.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import { dashboardRoles, NO_ROLE } from '../../loaders/schema/readers.ts';
import { archiveRootOf } from '../../orchestration/connect-upstream.ts';
import { retryQuarantine } from '../../orchestration/quarantine-retry.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Queryable } from '../../tasks/task.ts';
import { readKey } from './access/key.ts';
import { createLink, LINK_MINUTES } from './access/sessions.ts';
import { ensureTerminalUser, hasUsers, TERMINAL_USER } from './access/users.ts';
import { assertStoresApart } from './assert-apart.ts';
import { isLoopbackHost } from './guards.ts';
import type { DashboardPlace } from './place.ts';
import { ROUTES } from './routes.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';
import { createJobs } from './steer/jobs.ts';

/** The same file from sources and from dist. */
const PROGRAM = fileURLToPath(new URL('../../../bin/feiqiu-etl.mjs', import.meta.url));

/** How the dashboard is to be reached. */
export interface ServeOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Address under which browsers reach it through a proxy; null: directly. */
  readonly publicUrl: URL | null;
  /** The configuration as a process would find it now; default that of the start. */
  readonly currentConfig?: () => Config;
}

/** A dashboard that answers, and the way in. */
export interface ServedDashboard extends Dashboard {
  /** Logs in as admin, once, within LINK_MINUTES. */
  readonly link: string;
  readonly linkMinutes: number;
}

/**
 * Starts the dashboard on an open database. Throws ConfigError when the database has not the roles as which it reads, when
 * it cannot keep stores apart, or when it would be open to other machines without anybody having a password.
 */
export async function serveDashboard(place: Workplace, options: ServeOptions): Promise<ServedDashboard> {
  const { database, clock, reporter } = place;
  const { controlPool } = database;
  const isLoopback = isLoopbackHost(options.host);
  if (!isLoopback || options.publicUrl !== null) await assertUsers(controlPool, options);
  const ownPlace = await toDashboardPlace(place, { ...options, isLoopback });
  const report = (error: unknown, what: string): void => reporter.warn(`${what}: ${describeFault(error)}`);
  const dashboard = await startDashboard(ownPlace, { ...options, routes: ROUTES, report });
  await ensureTerminalUser(controlPool);
  const token = await createLink(controlPool, TERMINAL_USER, clock.now());
  const close = async (): Promise<void> => {
    await Promise.all([ownPlace.jobs.close(), dashboard.close()]);
  };
  return { ...dashboard, close, link: linkTo(dashboard.url, token ?? ''), linkMinutes: LINK_MINUTES };
}

/** The token stands behind the #, which browsers send to nobody and keep out of logs. */
export function linkTo(url: string, token: string): string {
  return `${url}/login#${token}`;
}

async function toDashboardPlace(
  place: Workplace,
  {
    publicUrl,
    isLoopback,
    currentConfig = () => place.config,
  }: Omit<ServeOptions, 'port' | 'host'> & Pick<DashboardPlace, 'isLoopback'>,
): Promise<DashboardPlace> {
  const { config, database, clock, endpoints, contractInForce, signal } = place;
  const { pool, controlPool } = database;
  const { BI_ROLE, JSON_DOC_DIR, TIMEZONE } = config.values;
  const readers = dashboardRoles(BI_ROLE);
  await assertStoresApart(pool, endpoints);
  await assertReaders(BI_ROLE, readers, database);
  const archives = [archiveRootOf(config), JSON_DOC_DIR].filter((dir) => dir !== undefined);
  return {
    pool,
    controlPool,
    clock,
    endpoints,
    contractInForce,
    retryQuarantine: (filter) => retryQuarantine(place, filter, { waitMs: 0, onTaskEnd: () => undefined }),
    jobs: createJobs({ program: PROGRAM, environment: () => processEnvironment(currentConfig()), clock }),
    currentConfig,
    timezone: TIMEZONE,
    archives: [...new Set(archives.map((dir) => path.resolve(dir)))],
    readers,
    key: await readKey(controlPool),
    publicUrl,
    isLoopback,
    signal,
  };
}

async function assertUsers(db: Queryable, { host }: ServeOptions): Promise<void> {
  if (await hasUsers(db)) return;
  throw new ConfigError(
    'NO_USERS',
    `the dashboard is not opened to other machines (host ${host}) before somebody has a password: "feiqiu-etl users add NAME" makes a user. ` +
      'Put a proxy with TLS before it and say its address with --public-url, or passwords travel readable.',
  );
}

/** Reading as somebody who can only read is what keeps stores apart: without these roles nothing is served. */
async function assertReaders(
  biRole: string,
  { open, personal }: DashboardPlace['readers'],
  { pool }: Workplace['database'],
): Promise<void> {
  if (biRole === NO_ROLE) {
    throw new ConfigError(
      'NO_READERS',
      'the dashboard reads as roles of the database that can only read; BI_ROLE=none makes none. Remove BI_ROLE, or give a name.',
    );
  }
  try {
    await withTransaction(pool, async (client) => {
      for (const role of [open, personal]) {
        await client.query(`set local role ${role}`);
        await client.query('reset role');
      }
    });
  } catch (error) {
    throw new ConfigError('NO_READERS', await sayNoReaders(pool, [open, personal], error), { cause: error });
  }
}

const READERS = `select quote_ident(current_user) as login,
  (select count(*)::int from pg_roles where rolname = any($roles::text[])) as known`;

/** A login that may not become the roles is told what has to be granted, one without roles how to get them. */
async function sayNoReaders(db: Queryable, roles: readonly string[], error: unknown): Promise<string> {
  const { rows } = await db.query<{ login: string; known: number }>(statement(READERS, { roles }));
  const { login = '', known = 0 } = rows[0] ?? {};
  const wanted = `the database roles ${roles.join(' and ')}, as which the dashboard reads,`;
  if (known < roles.length) {
    return `${wanted} are not there: "feiqiu-etl init" makes them, or prints the SQL that an administrator of the server has to run`;
  }
  return `${wanted} may not be used by the login ${login} (${messageOf(error)}): an administrator of the server has to run "grant ${roles.join(', ')} to ${login}"`;
}

function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
