import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectClient } from '../../src/database/connection.ts';
import { expectSound, faultsOf, LOOKS, type Opened, type OpenOptions, shoot, useBrowser } from '../harness/browser.ts';
import { copyStore, useTestDashboard, type Visitor } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('dashboard_pages');
const store = useSimulatedStore(database, { days: '10' });
const dashboard = useTestDashboard(database);
const empty = useTestDashboard(useTestDatabase('dashboard_empty'));

const browser = useBrowser();
const OTHER = '4242';
const SCRIPT = '<script>alert(1)</script>';
const LONG_NAME = `${'三百字的商品名'.repeat(20)}${'unbroken'.repeat(20)}`;

let admin: Visitor;
let date = '';
let settlement = '';
let refused = '';

beforeAll(async () => {
  await store.run('DWD_*,DWS_*');
  const { pool } = database;
  await copyStore(database, dashboard.place, { from: store.siteId, to: OTHER });
  await pool.query(`update etl_admin.etl_store set store_name = $1 where site_id = ${OTHER}`, [SCRIPT]);
  await pool.query(`insert into etl_admin.etl_store (site_id, store_name) values (77, 'Nothing yet')`);
  await pool.query(
    `update billiards_dws.dws_goods_day_sales set goods_name = $1, sold_real_amount = 99999 where (site_id, business_date, site_goods_id) in
    (select site_id, business_date, min(site_goods_id) from billiards_dws.dws_goods_day_sales where sold_pieces > 0 group by 1, 2)`,
    [LONG_NAME],
  );
  const found = await pool.query<{ date: string; id: string }>(
    `select d.business_date::text as date, min(f.order_settle_id)::text as id from billiards_dws.dws_day_status d
    join billiards.fact_settlement f on f.site_id = d.site_id and f.business_date = d.business_date
    where d.status = 'PUBLISHED' and d.site_id = $1 group by 1 order by 1 desc limit 1`,
    [store.siteId],
  );
  ({ date, id: settlement } = found.rows[0] ?? { date: '', id: '' });
  refused = await plantTrouble();
  admin = await dashboard.visit('admin');
}, 120_000);

/** A refused record, a field that upstream calls otherwise, and a check that fails; returns the number of the record. */
async function plantTrouble(): Promise<string> {
  const { pool } = database;
  await pool.query(
    `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected, rows_checked, sample)
    values ($1, 'member_profiles', 'missing-field', 'nickname', now(), now(), 30, 30, null),
      ($1, 'member_profiles', 'new-field', 'nickName', now(), now(), 30, 30, '"王"')`,
    [store.siteId],
  );
  await pool.query(
    `insert into etl_admin.etl_check_result (run_id, site_id, check_id, status, severity, blocking, from_date, to_date, failing_days,
      violations, failing_keys, sql_hash, duration_ms)
    select run_id, site_id, check_id, status, severity, blocking, $2::date, $2::date,
      case status when 'FAIL' then array[$2::date] else '{}' end, case status when 'FAIL' then 1 else 0 end,
      jsonb_build_array(jsonb_build_object('business_date', $2, 'entry_key', $3::text, 'observed', '12.00', 'expected', '11.00')), sql_hash, 1
    from (select run_id, site_id, check_id, severity, blocking, sql_hash from etl_admin.etl_check_result
      where site_id = $1 and check_id = 'SET-03' limit 1) r
    cross join unnest(array['PASS', 'PASS', 'WARN', 'PASS', 'FAIL']) as s (status)`,
    [store.siteId, date, settlement],
  );
  const { rows } = await pool.query<{ id: string }>(
    `insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, rule, bad_value, reason, raw, source_file, page_no,
      record_index, first_seen_at, last_seen_at)
    values ($1, 'member_profiles', 'x', 'missing_key', null, 'the record has no key', $2, 'walk/page-1.json', 1, 0, now(), now())
    returning quarantine_id::text as id`,
    [store.siteId, `{"nickname":"${SCRIPT}","mobile":"13800005678","remark":"${LONG_NAME}"}`],
  );
  return rows[0]?.id ?? '';
}

function open(path: string, how: Partial<OpenOptions> = {}): Promise<Opened> {
  return browser.open(path, { by: admin, at: dashboard.url, ...how });
}

async function expectText(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  expect(await page.getByText(text).count()).toBeGreaterThan(0);
}

const PAGES: readonly (readonly [name: string, path: () => string])[] = [
  ['day', () => `/day?date=${date}&store=${store.siteId}`],
  ['day-chain', () => `/day?date=${date}`],
  ['trends', () => `/trends?days=7&date=${date}&split=yes`],
  ['why-parts', () => `/why/recognised_amount?date=${date}&store=${store.siteId}`],
  ['why-facts', () => `/why/pay_amount?date=${date}&store=all`],
  ['trace', () => `/trace?table=fact_settlement&key=${settlement}&store=${store.siteId}`],
  ['quality', () => '/quality?show=all'],
  ['quality-check', () => '/quality?check=SET-03'],
  ['quarantine', () => '/quality?view=quarantine'],
  ['quarantine-entry', () => `/quality?entry=${refused}`],
  ['drift', () => '/quality?view=drift'],
  ['catalog', () => '/catalog'],
  ['catalog-found', () => '/catalog?q=settlement amount'],
  ['catalog-table', () => '/catalog?table=fact_settlement&column=pay_amount'],
  ['catalog-records', () => '/catalog?table=settlement_records'],
  ['catalog-mart', () => '/catalog?table=dws_site_day_summary'],
  ['audit', () => '/audit'],
];

describe.each(LOOKS)('in %s on a %s', (language, size) => {
  test.each(PAGES)('%s is drawn, fits, and has no serious fault', async (name, pathOf) => {
    const opened = await open(pathOf(), { language, size });
    await opened.page.waitForTimeout(400);
    await shoot(opened.page, `${name}-${language}-${size}`);
    await expectSound(opened, language, size);
    await opened.context.close();
  });
});

// Colours do not depend on the language: each language and each screen once.
describe.each([
  ['zh', 'desktop'],
  ['en', 'phone'],
] as const)('dark, in %s on a %s', (language, size) => {
  test('the dark day and the login have no serious fault', async () => {
    const { page, context } = await open(`/day?date=${date}`, { language, size });
    await page.getByRole('button', { name: language === 'zh' ? '切换明暗' : 'Light or dark' }).click();
    await page.waitForTimeout(400);
    await shoot(page, `day-dark-${language}-${size}`);
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
    const login = await open('/', { language, size, by: null });
    await shoot(login.page, `login-${language}-${size}`);
    expect(await faultsOf(login.page)).toEqual([]);
    await login.context.close();
  });

  test.each(['/quality?show=all', '/quality?check=SET-03', '/catalog?table=fact_settlement'])(
    'the dark %s has no serious fault',
    async (path) => {
      const { page, context } = await open(path, { language, size });
      await page.getByRole('button', { name: language === 'zh' ? '切换明暗' : 'Light or dark' }).click();
      await page.waitForTimeout(400);
      const name = path.replaceAll(/\W+/g, '-');
      await shoot(page, `dark${name}-${language}-${size}`);
      expect(await faultsOf(page)).toEqual([]);
      await context.close();
    },
  );
});

test('a number leads to its facts, to the record, and to the answer, by keyboard alone', async () => {
  const { page, context } = await open(`/day?date=${date}&store=${store.siteId}`);
  for (const [link, heading] of [
    ['a.tile', 'made of'],
    ['main table a', 'sum of'],
    ['main table a', 'Where this record comes from'],
  ] as const) {
    await page.locator(link).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: heading }).waitFor();
  }
  expect(await page.locator('main').textContent()).toContain('settleList.id');
  await context.close();
});

test('a failing key of a check leads to the row and the answer it comes from', async () => {
  const { page, context } = await open(`/quality?check=SET-03&store=${store.siteId}`);
  await page.locator('main a[href*="key="]').first().click();
  const heading = page.getByRole('heading', { name: 'Where this record comes from' });
  await heading.waitFor();
  expect(await heading.count()).toBe(1);
  await context.close();
});

test('goods, assistants and ways of paying lead to their facts', async () => {
  const { page, context } = await open(`/day?date=${date}&store=${store.siteId}`);
  const day = page.url();
  for (const slice of ['/why/goods_sold', '/why/assistant_amount', '/why/method_paid']) {
    await page.locator(`main a[href^="${slice}"]`).first().click();
    const facts = page.locator('main table a');
    await facts.first().waitFor();
    expect(await facts.count()).toBeGreaterThan(0);
    await page.goto(day);
  }
  await context.close();
});

test('personal data is offered to those who may see it only', async () => {
  const path = `/trace?table=fact_settlement&key=${settlement}&store=${store.siteId}`;
  const offers = async (role: 'viewer' | 'operator'): Promise<number> => {
    const { page, context } = await open(path, { by: await dashboard.visit(role) });
    const count = await page.getByRole('button', { name: 'Show personal data' }).count();
    await context.close();
    return count;
  };
  expect([await offers('viewer'), await offers('operator')]).toEqual([0, 1]);
});

test('the catalog finds as one types, in both languages and by fields of upstream, and leads to the column', async () => {
  const { page, context } = await open('/catalog');
  for (const [words, found] of [
    ['实付 settlement', 'pay_amount'],
    ['settleList.payAmount', 'pay_amount'],
    ['payAmount fact_settlement', 'pay_amount'],
  ] as const) {
    await page.getByRole('searchbox').fill(words);
    await page.locator('main li a', { hasText: found }).first().waitFor();
  }
  await page.locator('main li a', { hasText: 'pay_amount' }).first().press('Enter');
  await page.locator('.sought').waitFor();
  expect(await page.locator('.sought').textContent()).toBe('pay_amount');
  await page.goBack();
  expect(await page.getByRole('searchbox').inputValue()).toBe('payAmount fact_settlement');
  await page.getByRole('searchbox').fill('nothing is called so');
  await expectText(page, 'Nothing was found');
  await context.close();
});

test('a check is snoozed and woken from its page, by an operator only', async () => {
  const path = `/quality?check=SET-03&store=${store.siteId}`;
  const viewer = await open(path, { by: await dashboard.visit('viewer') });
  expect(await viewer.page.getByLabel('Reason').count()).toBe(0);
  await viewer.context.close();
  const { page, context, complaints } = await open(path, { by: await dashboard.visit('operator') });
  await page.getByLabel('Reason').fill('known since May');
  await page.getByLabel('Until the end of').fill('2999-01-01');
  await page.getByRole('button', { name: 'Snooze' }).click();
  await page.locator('.badge', { hasText: 'snoozed' }).waitFor();
  await page.getByRole('button', { name: 'Wake' }).click();
  await page.locator('.badge', { hasText: 'FAIL' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a refused record is shown as text, masked until there is a reason', async () => {
  const { page, context, complaints } = await open(`/quality?entry=${refused}`);
  const text = async (): Promise<string> => (await page.locator('pre').textContent()) ?? '';
  expect(await text()).not.toContain('13800005678');
  await page.getByLabel('Reason').fill('the guest asks');
  await page.getByRole('button', { name: 'Show personal data' }).click();
  await page.getByText('Personal data is shown').waitFor();
  expect(await text()).toContain('13800005678');
  expect(await text()).toContain(SCRIPT);
  expect(complaints).toEqual([]);
  await context.close();
});

test('every chart has its table', async () => {
  const { page, context } = await open(`/day?date=${date}&store=${store.siteId}`);
  await page.locator('canvas').nth(1).waitFor();
  const buttons = page.getByRole('button', { name: 'Show table' });
  for (let left = await buttons.count(); left > 0; left -= 1) await buttons.first().click();
  await page.getByRole('cell', { name: 'Recognised revenue' }).waitFor();
  await page.getByRole('columnheader', { name: '23' }).waitFor();
  expect(await page.locator('canvas').count()).toBe(0);
  await context.close();
});

test('trends are exported as CSV and PNG', async () => {
  const { page, context } = await open(`/trends?days=7&date=${date}`);
  for (const [name, ending] of [
    ['Export CSV', '.csv'],
    ['Export PNG', '.png'],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.getByText(name).click();
    expect((await download).suggestedFilename()).toContain(ending);
  }
  await context.close();
});

describe('something sensible is shown for', () => {
  test.each([
    ['a date that is none', () => '/day?date=2026-02-31', 'The date in the address is none'],
    ['a year that is none of ours', () => '/day?date=9999-12-31', 'The date in the address is none'],
    ['a day in freshness that is none', () => '/freshness?to=2026-02-30', 'The date in the address is none'],
    ['an empty date', () => '/day?date=&store=', 'Recognised revenue'],
    ['a run that is none', () => '/pipeline?run=2f1a8c1e-3c0e-4d0e-9d0a-0f3c5a4b7e11', 'is not there, or not for you'],
    ['no id of a run', () => '/pipeline?run=abc', 'is no id of a run'],
    ['a page that is none', () => '/nothing', 'There is no such page'],
    ['a day without figures', () => '/day?date=2001-01-01', 'No figures for this day'],
    ['a store without data', () => `/day?date=${date}&store=77`, 'No figures for this day'],
    ['a store that is none', () => `/day?date=${date}&store=1`, 'This cannot be shown'],
    ['a row that is none', () => `/trace?table=fact_settlement&key=1&store=${store.siteId}`, 'This cannot be shown'],
    ['a check that is none', () => '/quality?check=SET-999', 'This cannot be shown'],
    ['a refused record that is none', () => '/quality?entry=999999', 'This cannot be shown'],
    ['a table that is none', () => '/catalog?table=fact_nothing', 'This cannot be shown'],
    ['a figure that is none', () => `/why/nothing?date=${date}`, 'This cannot be shown'],
  ])('%s', async (_, pathOf, said) => {
    const { page, context } = await open(pathOf());
    await expectText(page, said);
    await context.close();
  });

  test('a refusal, in the language of the reader', async () => {
    const { page, context } = await open(`/day?date=${date}&store=1`, { language: 'zh' });
    await expectText(page, '没有门店 1');
    await context.close();
  });

  test('an empty warehouse', async () => {
    const { page, context } = await open('/', { by: await empty.visit('viewer'), at: empty.url });
    await expectText(page, 'There is no data yet');
    await context.close();
  });

  test('a store named like a script, and a name of 300 characters', async () => {
    const { page, context, complaints } = await open(`/day?date=${date}&store=${OTHER}`);
    expect(await page.locator('select option').allTextContents()).toContain(SCRIPT);
    expect(await page.getByText(LONG_NAME).count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a session that is over: the login, and after it the same page', async () => {
    const visitor = await dashboard.visit('viewer');
    const { page, context } = await open(`/day?date=${date}`, { by: visitor });
    await visitor.post('/logout', {});
    await page.getByRole('link', { name: 'Trends' }).click();
    await expectText(page, 'The session is over');
    await context.close();
  });

  test('a database that goes away: a word about it and the old figures, until it is back', async () => {
    const { page, context } = await open(`/day?date=${date}&store=${store.siteId}`);
    const server = await connectClient(database.url.replace(/\/[^/?]*(\?|$)/, '/postgres$1'));
    await server.query(`alter database ${database.name} with allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name]);
    try {
      await page.getByRole('button', { name: 'Day before' }).click();
      await page.getByText('The database cannot be reached').waitFor();
      expect(await page.locator('.tile').count()).toBeGreaterThan(3);
      await shoot(page, 'database-gone');
    } finally {
      await server.query(`alter database ${database.name} with allow_connections true`);
      await server.end();
    }
    await page.getByText('The database cannot be reached').waitFor({ state: 'detached', timeout: 15_000 });
    await context.close();
  });
});
