import { describe, expect, test } from 'vitest';
import { expectSound, faultsOf, LOOKS, shoot } from '../harness/browser.ts';
import { useTroubledStore } from '../harness/troubled-store.ts';

const hall = useTroubledStore('dashboard_looks');

const PAGES: readonly (readonly [name: string, path: () => string])[] = [
  ['day', () => `/day?date=${hall.date}&store=${hall.siteId}`],
  ['day-chain', () => `/day?date=${hall.date}`],
  ['trends', () => `/trends?days=7&date=${hall.date}&split=yes`],
  ['why-parts', () => `/why/recognised_amount?date=${hall.date}&store=${hall.siteId}`],
  ['why-facts', () => `/why/pay_amount?date=${hall.date}&store=all`],
  ['trace', () => `/trace?table=fact_settlement&key=${hall.settlement}&store=${hall.siteId}`],
  ['quality', () => '/quality?show=all'],
  ['quality-check', () => '/quality?check=SET-03'],
  ['quarantine', () => '/quality?view=quarantine'],
  ['quarantine-entry', () => `/quality?entry=${hall.refused}`],
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
    const opened = await hall.open(pathOf(), { language, size });
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
    const { page, context } = await hall.open(`/day?date=${hall.date}`, { language, size });
    await page.getByRole('button', { name: language === 'zh' ? '切换明暗' : 'Light or dark' }).click();
    await page.waitForTimeout(400);
    await shoot(page, `day-dark-${language}-${size}`);
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
    const login = await hall.open('/', { language, size, by: null });
    await shoot(login.page, `login-${language}-${size}`);
    expect(await faultsOf(login.page)).toEqual([]);
    await login.context.close();
  });

  test.each(['/quality?show=all', '/quality?check=SET-03', '/catalog?table=fact_settlement'])(
    'the dark %s has no serious fault',
    async (path) => {
      const { page, context } = await hall.open(path, { language, size });
      await page.getByRole('button', { name: language === 'zh' ? '切换明暗' : 'Light or dark' }).click();
      await page.waitForTimeout(400);
      const name = path.replaceAll(/\W+/g, '-');
      await shoot(page, `dark${name}-${language}-${size}`);
      expect(await faultsOf(page)).toEqual([]);
      await context.close();
    },
  );
});
