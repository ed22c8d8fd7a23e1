import { beforeAll, describe, expect, test } from 'vitest';
import type { DoctorAnswer, SchedulesAnswer, SettingsAnswer, ShownSchedule } from '../../src/dashboard/api/settings.ts';
import { useTestDashboard, type Visitor } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('dashboard_settings');
const TOKEN = 'token-that-nobody-may-see';
let pageSize = '100';
const dashboard = useTestDashboard(database, { settings: () => ({ API_TOKEN: TOKEN, API_PAGE_SIZE: pageSize }) });
const [STORE, OTHER] = ['81', '82'];

let admin: Visitor;

beforeAll(async () => {
  const insert = 'insert into etl_admin.etl_store (site_id, store_name, token_env) values ($1, $2, $3)';
  await database.pool.query(insert, [STORE, 'One', 'API_TOKEN']);
  await database.pool.query(insert, [OTHER, 'Two', 'TOKEN_OF_TWO']);
  admin = await dashboard.visit('admin');
});

const settings = async (): Promise<SettingsAnswer> => (await (await admin.get('/settings')).json()) as SettingsAnswer;

async function schedule(name: string, siteId = STORE): Promise<ShownSchedule | undefined> {
  const { schedules } = (await (await admin.get('/schedules?store=all')).json()) as SchedulesAnswer;
  return schedules.find((one) => one.name === name && one.siteId === siteId);
}

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error?: { code: string } }).error?.code ?? '';

describe('the settings', () => {
  test('are those that a process would find now, with where they come from and no secret', async () => {
    pageSize = '50';
    const answer = await settings();
    const shown = new Map(answer.settings.map(({ key, value, layer }) => [key, `${value} ${layer}`]));
    expect(shown.get('API_PAGE_SIZE')).toBe('50 flag');
    expect(shown.get('API_TOKEN')).toBe('******** flag');
    expect(shown.get('API_RETRIES')).toMatch(/ default$/);
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
    expect(JSON.stringify(answer)).not.toContain(new URL(database.url).password);
  });

  test('that are not allowed are said to be so', async () => {
    pageSize = 'many';
    expect(await codeOf(await admin.get('/settings'))).toBe('BAD_SETTING');
    pageSize = '100';
  });

  test('tell which store has no token', async () => {
    const { stores } = await settings();
    expect(stores.map(({ siteId, startHour, tokenEnv, hasToken }) => [siteId, startHour, tokenEnv, hasToken])).toEqual([
      [STORE, 8, 'API_TOKEN', true],
      [OTHER, 8, 'TOKEN_OF_TWO', false],
    ]);
  });

  test('can be examined, which leaves a mark', async () => {
    const { findings } = (await (await admin.post('/doctor', {})).json()) as DoctorAnswer;
    expect(findings.find(({ id }) => id === 'runs')?.status).toBe('ok');
    expect(JSON.stringify(findings)).not.toContain(TOKEN);
    const { rows } = await database.pool.query(
      `select from etl_admin.dashboard_audit where action = 'doctor.examine' and outcome = 'DONE'`,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('a schedule', () => {
  test('is changed for one store, and put back', async () => {
    const body = { store: STORE, name: 'fast', cron: '15 */3 * * *', tasks: 'ORDERS', rereadDays: 2 };
    expect((await admin.post('/schedules/set', body)).status).toBe(200);
    const changed = { cron: '15 */3 * * *', tasks: 'ORDERS', rereadDays: 2, isShipped: false, isEnabled: true };
    expect(await schedule('fast')).toMatchObject(changed);
    expect(await schedule('fast', OTHER)).toMatchObject({ cron: '10 */2 * * *', isShipped: true });
    expect((await admin.post('/schedules/reset', { store: STORE, name: 'fast' })).status).toBe(200);
    expect(await schedule('fast')).toMatchObject({ cron: '10 */2 * * *', isShipped: true });
  });

  test('that is turned off has no next start', async () => {
    await admin.post('/schedules/set', { store: 'all', name: 'weekly', enabled: false });
    expect(await schedule('weekly')).toMatchObject({ isEnabled: false, nextAt: null });
    expect(await schedule('weekly', OTHER)).toMatchObject({ isEnabled: false, nextAt: null });
  });

  test.each([
    [{ name: 'fast', cron: 'now and then' }, 'BAD_CRON'],
    [{ name: 'fast', tasks: 'ODS_NOTHING' }, 'UNKNOWN_TASK'],
    [{ name: 'Fast!', cron: '1 * * * *' }, 'BAD_SCHEDULE'],
    [{ name: 'fast' }, 'BAD_INPUT'],
    [{ name: 'fast', cron: '1 * * * *', store: '99' }, 'NO_SUCH_STORE'],
  ])('is not changed to %j', async (body, code) => {
    const before = await schedule('fast');
    expect(await codeOf(await admin.post('/schedules/set', { store: STORE, ...body }))).toBe(code);
    expect(await schedule('fast')).toEqual(before);
  });

  test('of other stores is neither seen nor changed by an admin of one', async () => {
    const limited = await dashboard.visit('admin', [OTHER]);
    const { schedules } = (await (await limited.get('/schedules?store=all')).json()) as SchedulesAnswer;
    expect([...new Set(schedules.map(({ siteId }) => siteId))]).toEqual([OTHER]);
    const before = await schedule('nightly');
    expect((await limited.post('/schedules/set', { store: 'all', name: 'nightly', cron: '1 1 * * *' })).status).toBe(
      200,
    );
    expect(await schedule('nightly')).toEqual(before);
    expect(await schedule('nightly', OTHER)).toMatchObject({ cron: '1 1 * * *' });
  });
});

test('no test above met a fault that nobody foresaw', () => {
  expect(dashboard.faults).toEqual([]);
});
