import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { addDays } from '../../src/base/local-time.ts';
import { expectSound, faultsOf, LOOKS, type Opened, type OpenOptions, shoot, useBrowser } from '../harness/browser.ts';
import { useTestDashboard, type Visitor } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useRunningUpstream } from '../harness/running-upstream.ts';

const database = useTestDatabase('dashboard_operations');
const upstream = useRunningUpstream();
const dashboard = useTestDashboard(database, { settings: () => upstream.settings });
const empty = useTestDashboard(useTestDatabase('dashboard_operations_empty'));
const browser = useBrowser();
const OTHER = '4242';

let admin: Visitor;
let whole = '';
let broken = '';
let running = '';

beforeAll(async () => {
  const { pool } = database;
  const insert = 'insert into etl_admin.etl_store (site_id, store_name) values ($1, $2)';
  await pool.query(insert, [upstream.siteId, '朝阳店']);
  await pool.query(insert, [OTHER, 'A hall with quite a long name, Chaoyang North']);
  admin = await dashboard.visit('admin');
  await admin.post('/jobs/run', { store: upstream.siteId });
  await vi.waitUntil(async () => (await outcomes()).join() === 'DONE', { timeout: 90_000, interval: 200 });
  const found = await pool.query<{ id: string }>('select run_id as id from etl_admin.etl_run');
  whole = found.rows[0]?.id ?? '';
  // A day that nobody read, and one of which only a part was.
  const hole = addDays(upstream.openingDate, 1);
  await pool.query(`delete from etl_admin.etl_window where task_code in ('ODS_PAYMENT', 'ODS_REFUND')`);
  for (const [task, from, to] of [
    ['ODS_PAYMENT', upstream.openingDate, `${hole} 20:00`],
    ['ODS_REFUND', `${addDays(hole, 1)} 08:00`, `${addDays(hole, 4)} 08:00`],
    ['ODS_REFUND', upstream.openingDate, `${hole} 08:00`],
  ] as const) {
    await pool.query(
      `insert into etl_admin.etl_window (site_id, task_code, walk_id, window_from, window_to, status, started_at, rows_seen, distinct_keys, load_id)
      values ($1, $2, gen_random_uuid()::text, $3::timestamp at time zone 'Asia/Shanghai', $4::timestamp at time zone 'Asia/Shanghai',
        'COMPLETE', now(), 1, 1, 1)`,
      [upstream.siteId, task, from, to],
    );
  }
  broken = await plantRun('PARTIAL', 3);
  running = await plantRun('RUNNING', 0);
  await pool.query(
    `insert into etl_admin.etl_backfill (site_id, range_from, range_to, tasks) values ($1, '2025-01-01', '2025-02-01', '{ODS_PAYMENT}')`,
    [upstream.siteId],
  );
}, 120_000);

async function outcomes(): Promise<string[]> {
  const { jobs } = (await (await admin.get('/pipeline?store=all')).json()) as { jobs: { outcome: string }[] };
  return jobs.map(({ outcome }) => outcome);
}

/** A run of two stores, some hours ago, like the one that was made, in which a task failed. */
async function plantRun(status: string, hoursAgo: number): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into etl_admin.etl_run (run_id, command, arguments, status, host, process_id, started_at, ended_at)
    select gen_random_uuid(), 'run', arguments, $2, host, 0, now() - $3 * interval '1 hour',
      case $2 when 'RUNNING' then null else now() - $3 * interval '1 hour' + interval '20 minutes' end
    from etl_admin.etl_run where run_id = $1 returning run_id as id`,
    [whole, status, hoursAgo],
  );
  const id = rows[0]?.id ?? '';
  await database.pool.query(
    `insert into etl_admin.etl_task_run select (jsonb_populate_record(null::etl_admin.etl_task_run, to_jsonb(t) ||
      jsonb_build_object('run_id', $2::text, 'site_id', s.site_id) || case
        when task_code = 'ODS_PAYMENT' then '{"status": "FAILED", "error_code": "NETWORK", "error": "upstream does not answer: connect ECONNREFUSED"}'::jsonb
        when task_code = 'DWD_PAYMENT' then '{"status": "SKIPPED", "error_code": "DEPENDENCY_FAILED", "error": "ODS_PAYMENT did not succeed"}'
        else '{}' end)).*
    from etl_admin.etl_task_run t cross join unnest($3::bigint[]) as s (site_id) where run_id = $1 and (task_code like 'ODS_%' or $4 <> 'RUNNING')`,
    [whole, id, status === 'RUNNING' ? [upstream.siteId] : [upstream.siteId, OTHER], status],
  );
  return id;
}

function open(path: string, how: Partial<OpenOptions> = {}): Promise<Opened> {
  return browser.open(path, { by: admin, at: dashboard.url, ...how });
}

const PAGES: readonly (readonly [name: string, path: () => string])[] = [
  ['pipeline', () => '/pipeline'],
  ['run', () => `/pipeline?run=${whole}`],
  ['run-broken', () => `/pipeline?run=${broken}`],
  ['run-running', () => `/pipeline?run=${running}`],
  ['freshness', () => `/freshness?store=${upstream.siteId}&days=14`],
  ['freshness-chain', () => '/freshness'],
  ['settings', () => '/settings'],
  ['stores', () => '/settings?view=storesOf'],
  ['schedules', () => `/settings?view=schedules&store=${upstream.siteId}`],
  ['doctor', () => '/settings?view=doctor'],
];

const THEME = { zh: '切换明暗', en: 'Light or dark' } as const;

describe.each(LOOKS)('in %s on a %s', (language, size) => {
  test.each(PAGES)('%s is drawn, fits, and has no serious fault, light and dark', async (name, pathOf) => {
    const opened = await open(pathOf(), { language, size });
    await shoot(opened.page, `${name}-${language}-${size}`);
    await expectSound(opened, language, size);
    await opened.page.getByRole('button', { name: THEME[language] }).click();
    if (size === 'desktop') await shoot(opened.page, `${name}-dark-${language}-${size}`);
    expect(await faultsOf(opened.page)).toEqual([]);
    await opened.context.close();
  });
});

const text = (page: Page): Promise<string> => page.locator('main').innerText();

test('a run is started with the keyboard, looked at while it runs, and stopped', async () => {
  const { page, context } = await open(`/pipeline?store=${upstream.siteId}`);
  await page.locator('summary', { hasText: 'Start a run or a backfill' }).press('Enter');
  // Payments and refunds stay as they are: a later test fills their holes.
  await page
    .getByLabel('Tasks (with commas')
    .fill('ODS_ORDER*,ODS_SETTLEMENT*,ODS_MEMBER*,ODS_TABLE*,ODS_ASSISTANT*,ODS_GOODS*,DWD_*');
  await page.getByLabel('From business day').fill(upstream.openingDate);
  await page.getByRole('button', { name: 'Start', exact: true }).press('Enter');
  await page.getByText('Started: run --stores').waitFor();
  const stop = page.getByRole('button', { name: 'Stop' });
  // Not before it has begun: a process that was only just started has nothing to stop yet.
  await page.locator('.jobs li').first().getByText('See the run').waitFor();
  await stop.press('Enter');
  await shoot(page, 'pipeline-at-work');
  const stopped = page.locator('.jobs .badge', { hasText: 'stopped' });
  await stopped.waitFor({ timeout: 60_000 });
  expect(await stopped.count()).toBe(1);
  await context.close();
}, 90_000);

test('what is wrong with a start is said beside the button', async () => {
  const { page, context } = await open('/pipeline');
  await page.getByText('Start a run or a backfill').click();
  await page.getByLabel('Tasks (with commas').fill('ODS_PAYMNT');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('ODS_PAYMENT');
  await context.close();
});

test('a task shows what it reads and who reads it; the log is read when it is opened', async () => {
  const { page, context } = await open(`/pipeline?run=${whole}`);
  await page.getByRole('button', { name: 'DWD_DIM_MEMBER', exact: true }).press('Enter');
  expect(await page.locator('.edge.near').count()).toBeGreaterThan(0);
  expect(await page.locator('.node.dim').count()).toBeGreaterThan(10);
  await page.getByRole('heading', { name: 'Log' }).click();
  await page.locator('.log li').first().waitFor();
  expect(await text(page)).toContain('DWD_DIM_MEMBER');
  await shoot(page, 'run-log');
  await context.close();
});

test('a hole is filled from the board, and is none any more', async () => {
  const { page, context } = await open(`/freshness?store=${upstream.siteId}&days=14`);
  const holes = page.locator('button.square');
  const before = await holes.count();
  expect(before).toBeGreaterThan(1);
  await holes.first().press('Enter');
  await page.getByRole('button', { name: 'Fill this day' }).click();
  await page.getByText('Started: backfill').waitFor();
  await shoot(page, 'freshness-filling');
  await page.getByRole('button', { name: 'Fill all gaps' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('still at work');
  await expect.poll(async () => (await outcomes())[0], { timeout: 60_000 }).not.toBe('RUNNING');
  const jobs = (await outcomes()).length;
  await page.getByRole('button', { name: 'Fill all gaps' }).click();
  // The message of the first job still stands below: only the list of jobs tells that the second has begun.
  await expect.poll(async () => (await outcomes()).length, { timeout: 30_000 }).toBe(jobs + 1);
  await expect.poll(async () => (await outcomes())[0], { timeout: 60_000 }).not.toBe('RUNNING');
  await page.reload();
  await page.getByText('No gaps').waitFor();
  expect(await holes.count()).toBe(0);
  await context.close();
}, 150_000);

test('a schedule is changed, refused when it cannot be, and put back', async () => {
  const { page, context } = await open(`/settings?view=schedules&store=${upstream.siteId}`);
  const cron = page.getByLabel('fast: When');
  const row = page.getByRole('row', { name: 'fast' });
  await cron.fill('every now and then');
  await row.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').waitFor();
  await cron.fill('15 */3 * * *');
  await row.getByRole('button', { name: 'Save' }).click();
  await row.getByRole('button', { name: 'As shipped' }).click();
  await expect.poll(() => cron.inputValue()).toBe('10 */2 * * *');
  await row.getByRole('button', { name: 'Turn off' }).click();
  await row.getByRole('button', { name: 'Turn on' }).waitFor();
  await context.close();
});

test('the doctor looks at everything, and no secret is shown anywhere in the settings', async () => {
  const { page, context } = await open('/settings?view=doctor');
  await page.getByRole('button', { name: 'Examine' }).click();
  await page.locator('main table').waitFor({ timeout: 30_000 });
  await shoot(page, 'doctor-found');
  expect(await faultsOf(page)).toEqual([]);
  const found = await text(page);
  await page.getByRole('link', { name: 'Configuration' }).click();
  await page.getByText('API_TOKEN_COMMAND').waitFor();
  const all = found + (await text(page));
  expect(all).not.toContain(upstream.settings['API_TOKEN']);
  expect(all).not.toContain(new URL(database.url).password);
  await context.close();
}, 60_000);

test('a viewer sees all of it, and no button that they may not press', async () => {
  const viewer = await dashboard.visit('viewer');
  const { page, context } = await open('/pipeline', { by: viewer });
  expect(await text(page)).not.toContain('Start a run');
  expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0);
  await page.goto(`${dashboard.url}/freshness?store=${upstream.siteId}`);
  await page.locator('.square').first().waitFor();
  expect(await page.locator('button.square').count()).toBe(0);
  await context.close();
});

describe('something sensible is shown for', () => {
  test.each([
    ['a run that is none', () => '/pipeline?run=f3b5a9a0-93a5-4a5f-9d0f-0f3f2f4c9f00', 'This cannot be shown'],
    ['a run whose id is none', () => '/pipeline?run=7', 'This cannot be shown'],
    ['a store that is none', () => '/freshness?store=1', 'This cannot be shown'],
    ['a date that is none', () => '/freshness?to=2026-02-31', 'The date in the address is none'],
    ['days long before the first read', () => `/freshness?to=2020-01-01&store=${upstream.siteId}`, 'No gaps'],
  ])('%s', async (_, pathOf, said) => {
    const { page, context } = await open(pathOf());
    const shown = page.getByText(said).first();
    await shown.waitFor();
    expect(await shown.isVisible()).toBe(true);
    await context.close();
  });

  test.each([
    ['/pipeline', 'There is no such run yet'],
    ['/freshness', 'There is no store yet'],
    ['/settings?view=storesOf', 'There is no store yet'],
  ])('an empty warehouse: %s', async (path, said) => {
    const { page, context } = await open(path, { by: await empty.visit('admin'), at: empty.url });
    const shown = page.getByText(said).first();
    await shown.waitFor();
    expect(await shown.isVisible()).toBe(true);
    await context.close();
  });
});

test('no test above met a fault that nobody foresaw', () => {
  expect([...dashboard.faults, ...empty.faults]).toEqual([]);
});
