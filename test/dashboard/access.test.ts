import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isAtLeast, ROLES } from '../../src/dashboard/api/roles.ts';
import { hashPassword } from '../../src/dashboard/server/access/passwords.ts';
import { createLink } from '../../src/dashboard/server/access/sessions.ts';
import { addUser, setPassword } from '../../src/dashboard/server/access/users.ts';
import { defineRoute } from '../../src/dashboard/server/route.ts';
import { ROUTES } from '../../src/dashboard/server/routes.ts';
import { enter, post, useTestDashboard } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('dashboard_access');
/** Time can be moved on, to see what ends with it. */
let movedMs = 0;
const clock = { now: () => new Date(Date.now() + movedMs), sleep: async () => undefined };
const mend = defineRoute({
  method: 'POST',
  path: '/test/mend',
  action: 'test.mend',
  access: 'operator',
  input: z.object({ what: z.string() }),
  handle: async () => ({ mended: true }),
});
const dashboard = useTestDashboard(database, { routes: [...ROUTES, mend], clock });

const HOUR_MS = 3_600_000;
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error?: { code: string } }).error?.code ?? '';

async function audited(action: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ outcome: string }>(
    'select outcome from etl_admin.dashboard_audit where action = $1 order by audit_id',
    [action],
  );
  return rows.map(({ outcome }) => outcome);
}

describe('every route', () => {
  const cases = [...ROUTES, mend].flatMap((route) =>
    ROLES.map((role) => [route.method, route.path, role, route] as const),
  );

  test.each(cases)('%s %s for a %s is open exactly when the role allows it', async (method, path, role, route) => {
    const visitor = await dashboard.visit(role);
    const response = method === 'GET' ? await visitor.get(path) : await visitor.post(path, {});
    const isRefused = response.status === 403 && (await codeOf(response)) === 'FORBIDDEN';
    expect(isRefused).toBe(!isAtLeast(role, route.access));
  });

  test.each([...ROUTES, mend].map((route) => [route.method, route.path] as const))(
    '%s %s is shut to those who are not logged in',
    async (method, path) => {
      const url = `${dashboard.url}/api${path}`;
      const headers = { 'content-type': 'application/json', cookie: 'feiqiu_session=made.up' };
      const response = await fetch(url, method === 'GET' ? { headers } : { method, headers, body: '{}' });
      expect([response.status, await codeOf(response)]).toEqual([401, 'NO_SESSION']);
    },
  );
});

describe('a change', () => {
  test('needs the word of its session, and is written down whether it came about or not', async () => {
    const [visitor, other] = [await dashboard.visit('operator'), await dashboard.visit('operator')];
    const refused = [
      await visitor.post('/test/mend', { what: 'x' }, { 'x-csrf-word': '' }),
      await visitor.post('/test/mend', { what: 'x' }, { 'x-csrf-word': other.csrfWord }),
    ];
    expect(await Promise.all(refused.map(codeOf))).toEqual(['CSRF', 'CSRF']);
    const before = await audited('test.mend');
    expect(await (await visitor.post('/test/mend', { what: 'cue' })).json()).toEqual({ mended: true });
    expect((await audited('test.mend')).slice(before.length)).toEqual(['DONE']);
    expect(before.slice(-2)).toEqual(['REFUSED', 'REFUSED']);
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }, 'FOREIGN_ORIGIN'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'FOREIGN_ORIGIN'],
    ['a form', { 'content-type': 'text/plain' }, 'NO_JSON'],
  ])('from %s is refused', async (_, headers, code) => {
    const visitor = await dashboard.visit('admin');
    expect(await codeOf(await visitor.post('/test/mend', { what: 'x' }, headers))).toBe(code);
  });

  test('with more than a request may hold is refused', async () => {
    const visitor = await dashboard.visit('admin');
    const response = await visitor.post('/test/mend', { what: 'x'.repeat(100_000) });
    expect([response.status, await codeOf(response)]).toEqual([413, 'TOO_LARGE']);
  });
});

describe('what is refused is said in both languages:', () => {
  interface Said {
    readonly zh: string;
    readonly en: string;
  }
  const told = async (response: Response): Promise<Said> => ((await response.json()) as { error: Said }).error;
  const CHINESE = /[\u4e00-\u9fff]/;

  test.each([
    ['a wrong date', '/day?date=2026-02-30&store=all', 'date: is no date: write it as 2026-11-22', '不是日期'],
    [
      'a year that is none of ours',
      '/day?date=0001-01-01&store=all',
      'date: is not between the years 1900',
      '1900 至 9998',
    ],
    ['a year to come', '/day?date=9999-12-31&store=all', 'date: is not between the years 1900', '1900 至 9998'],
    ['no date', '/day?store=all', 'date: is missing', 'date: 没有给出'],
    ['no store id', '/day?date=2026-01-01&store=x', 'store: is neither all nor a store id', '门店编号'],
    ['an unknown store', '/day?date=2026-01-01&store=1', 'store 1 is not there, or not for you to see', '没有门店 1'],
    ['an unknown run', '/runs/one?id=2f1a8c1e-3c0e-4d0e-9d0a-0f3c5a4b7e11', 'run 2f1a8c1e', '没有运行 2f1a8c1e'],
    ['no run id', '/runs/one?id=x', 'id: is no id of a run', '不是运行的编号'],
    ['what no schema words', '/freshness?store=all&days=1000', 'days: Too big', 'days: 数值过大'],
    ['what commands refuse', '/quality/check?id=SET-999&store=all', 'SET-999', '（'],
    ['a role too low', '/audit', 'needs the role admin', '需要角色 admin'],
  ])('%s', async (_, path, en, zh) => {
    const said = await told(await (await dashboard.visit('viewer')).get(path));
    expect(said.en).toContain(en);
    expect(said.en).not.toMatch(CHINESE);
    expect(said.zh).toContain(zh);
    expect(said.zh).toMatch(CHINESE);
  });

  test('a session that is over', async () => {
    const visitor = await dashboard.visit('viewer');
    await visitor.post('/logout', {});
    expect(await told(await visitor.get('/stores'))).toEqual({
      code: 'NO_SESSION',
      zh: '会话已结束，请重新登录',
      en: 'the session is over: log in again',
    });
  });
});

describe('login', () => {
  test('by password gives a cookie that scripts cannot read, and no other site can send', async () => {
    await addUser(database.pool, {
      name: '老板',
      role: 'admin',
      siteIds: null,
      passwordHash: await hashPassword('十个字的口令正好够长'),
    });
    const response = await post(dashboard.url, '/login', { user: '老板', password: '十个字的口令正好够长' }, {});
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(
      /^feiqiu_session=[\w.-]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('answers the same for a wrong password and a wrong name', async () => {
    const answers = [];
    for (const user of ['老板', 'nobody']) {
      answers.push(await (await post(dashboard.url, '/login', { user, password: 'wrong' }, {})).text());
    }
    expect(answers[0]).toContain('LOGIN_REFUSED');
    expect(answers[1]).toBe(answers[0]);
  });

  test('by link works once, and not after a quarter of an hour', async () => {
    await addUser(database.pool, { name: 'guest', role: 'viewer', siteIds: null, passwordHash: null });
    const used = await createLink(database.pool, 'guest', clock.now());
    const old = await createLink(database.pool, 'guest', new Date(clock.now().getTime() - 16 * 60_000));
    await enter(dashboard.url, '/login/link', { link: used ?? '' });
    for (const link of [used, old, 'made-up']) {
      expect((await post(dashboard.url, '/login/link', { link: link ?? '' }, {})).status).toBe(401);
    }
  });

  test('is slowed down after five failures, for the name and address, also of many at once', async () => {
    const tries = Array.from({ length: 8 }, () =>
      post(dashboard.url, '/login', { user: 'victim', password: 'guess' }, {}),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(new Set(statuses)).toContain(429);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    movedMs += HOUR_MS;
    expect((await post(dashboard.url, '/login', { user: 'victim', password: 'guess' }, {})).status).toBe(401);
  });

  test('leaves a mark in the audit whatever comes of it, and never the password', async () => {
    await post(dashboard.url, '/login', { user: 'spy', password: 'secret-of-mine' }, {});
    expect(await audited('login')).toContain('REFUSED');
    const { rows } = await database.pool.query<{ all: string }>(
      `select string_agg(a::text, '') as all from etl_admin.dashboard_audit a`,
    );
    expect(rows[0]?.all).toContain('spy');
    expect(rows[0]?.all).not.toContain('secret-of-mine');
  });
});

describe('a session', () => {
  test('ends by logging out, by idling, and when the password changes', async () => {
    const out = await dashboard.visit('viewer');
    expect((await out.post('/logout', {})).status).toBe(200);
    expect((await out.get('/stores')).status).toBe(401);

    await addUser(database.pool, {
      name: 'li',
      role: 'viewer',
      siteIds: null,
      passwordHash: await hashPassword('long enough for us'),
    });
    const changed = await enter(dashboard.url, '/login', { user: 'li', password: 'long enough for us' });
    await setPassword(database.pool, 'li', await hashPassword('another long enough'));
    expect((await changed.get('/stores')).status).toBe(401);

    const idle = await dashboard.visit('viewer');
    movedMs += 13 * HOUR_MS;
    expect((await idle.get('/stores')).status).toBe(401);
  });

  test('cannot be made up from its hash in the database, nor signed with another key', async () => {
    const { cookie } = await dashboard.visit('admin');
    const [token = '', signature = ''] = cookie.replace('feiqiu_session=', '').split('.');
    const { rows } = await database.pool.query<{ hash: string }>(
      'select token_hash as hash from etl_admin.dashboard_session',
    );
    for (const forged of [
      token,
      `${token}.`,
      `${token}x.${signature}`,
      ...rows.map(({ hash }) => `${hash}.${signature}`),
    ]) {
      const response = await fetch(`${dashboard.url}/api/stores`, { headers: { cookie: `feiqiu_session=${forged}` } });
      expect(response.status).toBe(401);
    }
  });
});

describe('what leaves the server', () => {
  test.each(['/', '/api/session', '/api/nothing', '/assets/none.js'])(
    '%s carries the headers that keep scripts out',
    async (path) => {
      const { headers } = await fetch(dashboard.url + path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test('the page holds no inline script or style', async () => {
    const page = await (await fetch(dashboard.url)).text();
    expect(page).not.toMatch(/<style|style=|<script(?![^>]* src=)/);
  });

  test('files are sent compressed and kept for ever, the page is asked for again', async () => {
    const page = await fetch(dashboard.url, { headers: { 'accept-encoding': 'br' } });
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = (await page.text()).match(/\/assets\/[\w-]+\.js/)?.[0] ?? '';
    const file = await fetch(dashboard.url + script, { headers: { 'accept-encoding': 'br' } });
    expect(file.headers.get('content-encoding')).toBe('br');
    expect(file.headers.get('cache-control')).toContain('immutable');
  });

  test('another host name is refused, so that no foreign site can pass for us', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      request(`${dashboard.url}/api/session`, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('no test above met a fault that nobody foresaw', () => {
    expect(dashboard.faults).toEqual([]);
  });
});
