import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { type Config, loadConfig } from '../../src/config/load-config.ts';
import { processEnvironment } from '../../src/config/process-environment.ts';
import type { SettingName } from '../../src/config/settings.ts';
import type { Role } from '../../src/dashboard/api/roles.ts';
import type { SessionAnswer } from '../../src/dashboard/api/session.ts';
import { readKey } from '../../src/dashboard/server/access/key.ts';
import { createLink } from '../../src/dashboard/server/access/sessions.ts';
import { addUser } from '../../src/dashboard/server/access/users.ts';
import type { DashboardPlace } from '../../src/dashboard/server/place.ts';
import type { Route } from '../../src/dashboard/server/route.ts';
import { ROUTES } from '../../src/dashboard/server/routes.ts';
import { type Dashboard, startDashboard } from '../../src/dashboard/server/start-dashboard.ts';
import { createJobs } from '../../src/dashboard/server/steer/jobs.ts';
import { connectClient } from '../../src/database/connection.ts';
import { isTransient } from '../../src/database/pg-error.ts';
import { ensureReaders } from '../../src/database/readers.ts';
import { dashboardRoles, warehouseReaders } from '../../src/loaders/schema/readers.ts';
import type { TestDatabase } from './database.ts';

/** A browser of somebody who is logged in, as far as the server can tell. */
export interface Visitor {
  readonly cookie: string;
  readonly csrfWord: string;
  get(path: string): Promise<Response>;
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export interface TestDashboard {
  readonly url: string;
  readonly place: DashboardPlace;
  /** Faults that nobody foresaw, as the terminal would show them. */
  readonly faults: unknown[];
  /** Makes a user and logs them in by a one-time link. */
  visit(role: Role, siteIds?: readonly string[]): Promise<Visitor>;
}

interface TestDashboardOptions {
  readonly routes?: readonly Route[];
  readonly clock?: Clock;
  readonly archives?: readonly string[];
  readonly retryQuarantine?: DashboardPlace['retryQuarantine'];
  /** Settings of processes that are started from a page, besides the database. */
  readonly settings?: () => Readonly<Partial<Record<SettingName, string>>>;
}

const PROGRAM = fileURLToPath(new URL('../../bin/feiqiu-etl.mjs', import.meta.url));

/** A dashboard on a test database, with roles of its own on the server; call it at the top of a file. */
export function useTestDashboard(database: TestDatabase, options: TestDashboardOptions = {}): TestDashboard {
  const biRole = `t_dash_${randomBytes(4).toString('hex')}`;
  const faults: unknown[] = [];
  let place: DashboardPlace | undefined;
  let dashboard: Dashboard | undefined;
  let users = 0;

  beforeAll(async () => {
    const { pool } = database;
    await ensureReaders(pool, warehouseReaders(biRole, ENDPOINTS));
    const clock = options.clock ?? systemClock;
    const currentConfig = (): Config => {
      const flags = { PG_DSN: database.url, BI_ROLE: biRole, ...options.settings?.() };
      return loadConfig({ flags, env: {}, readFile: () => undefined });
    };
    place = {
      pool,
      controlPool: pool,
      clock,
      jobs: createJobs({ program: PROGRAM, environment: () => processEnvironment(currentConfig()), clock }),
      currentConfig,
      endpoints: ENDPOINTS,
      contractInForce: null,
      retryQuarantine: options.retryQuarantine ?? (() => Promise.reject(new Error('this test retries nothing'))),
      timezone: 'Asia/Shanghai',
      archives: options.archives ?? [],
      readers: dashboardRoles(biRole),
      key: await readKey(pool),
      publicUrl: null,
      isLoopback: true,
      signal: new AbortController().signal,
    };
    const report = (error: unknown): number => faults.push(error);
    dashboard = await startDashboard(place, { host: '127.0.0.1', port: 0, routes: options.routes ?? ROUTES, report });
  });

  afterAll(async () => {
    await place?.jobs.close();
    await dashboard?.close();
    const open = dashboardRoles(biRole);
    await dropRoles(database.url, [biRole, `${biRole}_personal`, open.open, open.personal]);
  });

  const started = (): { readonly url: string; readonly place: DashboardPlace } => {
    if (dashboard === undefined || place === undefined) throw new Error('the dashboard runs only inside tests');
    return { url: dashboard.url, place };
  };
  return {
    faults,
    get url() {
      return started().url;
    },
    get place() {
      return started().place;
    },
    async visit(role, siteIds) {
      users += 1;
      const name = `${role}-${users}`;
      const { pool, clock } = started().place;
      await addUser(pool, { name, role, siteIds: siteIds ?? null, passwordHash: null });
      const link = (await createLink(pool, name, clock.now())) ?? '';
      return enter(started().url, '/login/link', { link });
    },
  };
}

/** Again where autovacuum held a table that this wanted and wanted one that this held: it is done with it then. */
async function dropRoles(url: string, roles: readonly string[]): Promise<void> {
  const client = await connectClient(url);
  const drop = (role: string): Promise<unknown> => client.query(`drop owned by ${role}; drop role ${role}`);
  for (const role of roles) {
    await drop(role).catch((error: unknown) => {
      if (!isTransient(error)) throw error;
      return drop(role);
    });
  }
  await client.end();
}

/** Logs in and keeps what the server gave. Throws when it refuses. */
export async function enter(url: string, path: string, body: object): Promise<Visitor> {
  const login = await post(url, path, body, {});
  if (!login.ok) throw new Error(`login refused: ${await login.text()}`);
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const session = (await (await fetch(`${url}/api/session`, { headers: { cookie } })).json()) as SessionAnswer;
  const csrfWord = session.user === null ? '' : session.csrfWord;
  return {
    cookie,
    csrfWord,
    get: (asked) => fetch(`${url}/api${asked}`, { headers: { cookie } }),
    post: (asked, given, headers = {}) => post(url, asked, given, { cookie, 'x-csrf-word': csrfWord, ...headers }),
  };
}

export function post(
  url: string,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const all = { 'content-type': 'application/json', ...headers };
  return fetch(`${url}/api${path}`, { method: 'POST', headers: all, body: JSON.stringify(body) });
}

/** A table (`r`, `p`) or view (`v`). */
interface Relation {
  readonly name: string;
  readonly kind: string;
}

/** Everything the dashboard's roles may read that has a store. */
export async function relationsOfStores(database: TestDatabase, place: DashboardPlace): Promise<readonly Relation[]> {
  const { rows } = await database.pool.query<Relation>(
    `select format('%I.%I', n.nspname, c.relname) as name, c.relkind::text as kind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname in ('etl_admin', 'billiards', 'billiards_dws', 'billiards_ods') and a.attname = 'site_id'
      and c.relkind in ('r', 'p', 'v') and has_any_column_privilege($1, c.oid, 'select') order by 1`,
    [place.readers.personal],
  );
  return rows;
}

/** Gives another store the same rows in every table, so that there is something to compare, and to leak. */
export async function copyStore(
  database: TestDatabase,
  place: DashboardPlace,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  for (const { name, kind } of await relationsOfStores(database, place)) {
    if (kind === 'v') continue;
    const newKey = name.endsWith('check_result') ? ` || jsonb_build_object('result_id', -t.result_id)` : '';
    await database.pool.query(
      `insert into ${name} overriding system value
      select (jsonb_populate_record(null::${name}, to_jsonb(t) || '{"site_id": ${to}}'${newKey})).*
      from ${name} t where site_id = ${from}`,
    );
  }
}
