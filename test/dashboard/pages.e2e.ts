import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { connectClient } from '../../src/database/connection.ts';
import { shoot } from '../harness/browser.ts';
import { useTestDashboard } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';
import { LONG_NAME, OTHER, SCRIPT, useTroubledStore } from '../harness/troubled-store.ts';

const hall = useTroubledStore('dashboard_pages');
const empty = useTestDashboard(useTestDatabase('dashboard_empty'));

async function expectText(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  expect(await page.getByText(text).count()).toBeGreaterThan(0);
}

test('a number leads to its facts, to the record, and to the answer, by keyboard alone', async () => {
  const { page, context } = await hall.open(`/day?date=${hall.date}&store=${hall.siteId}`);
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
  const { page, context } = await hall.open(`/quality?check=SET-03&store=${hall.siteId}`);
  await page.locator('main a[href*="key="]').first().click();
  const heading = page.getByRole('heading', { name: 'Where this record comes from' });
  await heading.waitFor();
  expect(await heading.count()).toBe(1);
  await context.close();
});

test('goods, assistants and ways of paying lead to their facts', async () => {
  const { page, context } = await hall.open(`/day?date=${hall.date}&store=${hall.siteId}`);
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
  const path = `/trace?table=fact_settlement&key=${hall.settlement}&store=${hall.siteId}`;
  const offers = async (role: 'viewer' | 'operator'): Promise<number> => {
    const { page, context } = await hall.open(path, { by: await hall.dashboard.visit(role) });
    const count = await page.getByRole('button', { name: 'Show personal data' }).count();
    await context.close();
    return count;
  };
  expect([await offers('viewer'), await offers('operator')]).toEqual([0, 1]);
});

test('the catalog finds as one types, in both languages and by fields of upstream, and leads to the column', async () => {
  const { page, context } = await hall.open('/catalog');
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
  const path = `/quality?check=SET-03&store=${hall.siteId}`;
  const viewer = await hall.open(path, { by: await hall.dashboard.visit('viewer') });
  expect(await viewer.page.getByLabel('Reason').count()).toBe(0);
  await viewer.context.close();
  const { page, context, complaints } = await hall.open(path, { by: await hall.dashboard.visit('operator') });
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
  const { page, context, complaints } = await hall.open(`/quality?entry=${hall.refused}`);
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
  const { page, context } = await hall.open(`/day?date=${hall.date}&store=${hall.siteId}`);
  await page.locator('canvas').nth(1).waitFor();
  const buttons = page.getByRole('button', { name: 'Show table' });
  for (let left = await buttons.count(); left > 0; left -= 1) await buttons.first().click();
  await page.getByRole('cell', { name: 'Recognised revenue' }).waitFor();
  await page.getByRole('columnheader', { name: '23' }).waitFor();
  expect(await page.locator('canvas').count()).toBe(0);
  await context.close();
});

test('trends are exported as CSV and PNG', async () => {
  const { page, context } = await hall.open(`/trends?days=7&date=${hall.date}`);
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
    ['a store without data', () => `/day?date=${hall.date}&store=77`, 'No figures for this day'],
    ['a store that is none', () => `/day?date=${hall.date}&store=1`, 'This cannot be shown'],
    ['a row that is none', () => `/trace?table=fact_settlement&key=1&store=${hall.siteId}`, 'This cannot be shown'],
    ['a check that is none', () => '/quality?check=SET-999', 'This cannot be shown'],
    ['a refused record that is none', () => '/quality?entry=999999', 'This cannot be shown'],
    ['a table that is none', () => '/catalog?table=fact_nothing', 'This cannot be shown'],
    ['a figure that is none', () => `/why/nothing?date=${hall.date}`, 'This cannot be shown'],
  ])('%s', async (_, pathOf, said) => {
    const { page, context } = await hall.open(pathOf());
    await expectText(page, said);
    await context.close();
  });

  test('a refusal, in the language of the reader', async () => {
    const { page, context } = await hall.open(`/day?date=${hall.date}&store=1`, { language: 'zh' });
    await expectText(page, '没有门店 1');
    await context.close();
  });

  test('an empty warehouse', async () => {
    const { page, context } = await hall.open('/', { by: await empty.visit('viewer'), at: empty.url });
    await expectText(page, 'There is no data yet');
    await context.close();
  });

  test('a store named like a script, and a name of 300 characters', async () => {
    const { page, context, complaints } = await hall.open(`/day?date=${hall.date}&store=${OTHER}`);
    expect(await page.locator('select option').allTextContents()).toContain(SCRIPT);
    expect(await page.getByText(LONG_NAME).count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a session that is over: the login, and after it the same page', async () => {
    const visitor = await hall.dashboard.visit('viewer');
    const { page, context } = await hall.open(`/day?date=${hall.date}`, { by: visitor });
    await visitor.post('/logout', {});
    await page.getByRole('link', { name: 'Trends' }).click();
    await expectText(page, 'The session is over');
    await context.close();
  });

  test('a database that goes away: a word about it and the old figures, until it is back', async () => {
    const { page, context } = await hall.open(`/day?date=${hall.date}&store=${hall.siteId}`);
    const server = await connectClient(hall.database.url.replace(/\/[^/?]*(\?|$)/, '/postgres$1'));
    await server.query(`alter database ${hall.database.name} with allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      hall.database.name,
    ]);
    try {
      await page.getByRole('button', { name: 'Day before' }).click();
      await page.getByText('The database cannot be reached').waitFor();
      expect(await page.locator('.tile').count()).toBeGreaterThan(3);
      await shoot(page, 'database-gone');
    } finally {
      await server.query(`alter database ${hall.database.name} with allow_connections true`);
      await server.end();
    }
    await page.getByText('The database cannot be reached').waitFor({ state: 'detached', timeout: 15_000 });
    await context.close();
  });
});
