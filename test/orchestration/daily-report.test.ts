import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LocalDate } from '../../src/base/local-time.ts';
import type { SettingName } from '../../src/config/settings.ts';
import type { DailyReport, DailyReports, DayFigures } from '../../src/orchestration/daily-report/model.ts';
import { readDailyReports } from '../../src/orchestration/daily-report/read-daily-report.ts';
import { renderDailyMail } from '../../src/orchestration/daily-report/render-mail.ts';
import { renderDailyText } from '../../src/orchestration/daily-report/render-text.ts';
import {
  type ReportDelivery,
  sendDailyReport,
  sendLastDailyReport,
} from '../../src/orchestration/daily-report/send-daily-report.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { BotServer, MailServer } from '../harness/message-receivers.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

const DAY = '2026-01-09';
const A_WEEK_BEFORE = '2026-01-02';
/** Of the hall; ours is ten minutes later. */
const MORNING = '2026-01-10 09:00:00';

let scene: Scene;
let bot: BotServer;
let mail: MailServer;

beforeAll(async () => {
  // Of the halls tried the one that gives most back, in three ways.
  const hall = createHalls({ seed: 11, storeCount: 1, openingDate: OPENING, visitsPerDay: 40 });
  scene = await Scene.open({ hall });
  scene.advanceTo(MORNING);
  const report = await scene.run();
  if (notWell(report).length > 0) throw new Error(notWell(report).join('; '));
  bot = await BotServer.open();
  mail = await MailServer.open();
}, 120_000);

afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await mail[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

beforeEach(() => {
  bot.received.length = 0;
  mail.mails.length = 0;
  bot.answer = () => ({ body: { errcode: 0 } });
});

async function read(date: string | null = null): Promise<DailyReports> {
  const stores = await loadStores(scene.pool, null);
  return readDailyReports(scene.pool, scene.clock, { stores, date: date as LocalDate | null });
}

async function readOne(date: string | null = null): Promise<DailyReport & { readonly figures: DayFigures }> {
  const [report] = (await read(date)).stores;
  if (report?.figures === undefined || report.figures === null) throw new Error('the day has no figures');
  return { ...report, figures: report.figures };
}

/** Amounts as whole cents: a test must not reckon in floats either. */
const cents = (amount: string | undefined): bigint => BigInt((amount ?? 'none').replace(/\.(\d\d)$/, '$1'));
const truth = (date: string): Readonly<Record<string, string>> => scene.hall.truth(scene.siteId, date, MORNING).figures;

test('the figures of the last closed day are those of the hall, to the cent', async () => {
  const { date, status, figures } = await readOne();
  expect({ date, status }).toEqual({ date: DAY, status: 'PUBLISHED' });
  const real = truth(DAY);
  const step = (item: string): bigint => cents(figures.bridge.find((one) => one.item === item)?.amount);
  expect(figures.gross.amount).toBe(real['grossItems']);
  expect({
    coupon: -step('coupon'),
    discount: -step('member_discount'),
    adjust: -step('adjust'),
    gift: -step('gift_card'),
    recharge: step('recharge'),
    reversal: -step('reversal'),
    fromCards: -step('recharge_card'),
    unexplained: step('unexplained'),
  }).toEqual({
    coupon: cents(real['coupon']),
    discount: cents(real['memberDiscount']),
    adjust: cents(real['adjust']),
    gift: cents(real['giftCard']),
    recharge: cents(real['rechargeCash']),
    reversal: cents(real['reversalCash']),
    fromCards: cents(real['rechargeCard']),
    unexplained: 0n,
  });
  expect(figures.counts).toMatchObject({
    settlements: real['forwardSettlements'],
    visits: real['visits'],
    members: real['memberSettlements'],
    newMembers: real['newMembers'],
    returns: real['returns'],
  });
  const sum = (...names: readonly string[]): bigint => names.reduce((all, name) => all + cents(real[name]), 0n);
  expect(cents(figures.liability.balance)).toBe(
    sum('liabilityCash', 'liabilityVoucher', 'liabilityTableFee', 'liabilityDrinks', 'liabilityMonthly'),
  );
  expect(cents(figures.liability.principal)).toBe(cents(real['liabilityCash']));
});

test('what was given back is told whatever the way', async () => {
  const days = Array.from({ length: 9 }, (_, i) => `2026-01-0${i + 1}`);
  const ways = ['refundCash', 'refundOnline', 'refundBankCard', 'refundCard'];
  const told = await Promise.all(days.map(async (day) => cents((await readOne(day)).figures.refunds)));
  expect(told).toEqual(days.map((day) => ways.reduce((all, way) => all + cents(truth(day)[way]), 0n)));
  const used = ways.filter((way) => days.some((day) => cents(truth(day)[way]) > 0n));
  expect(used).toEqual(['refundOnline', 'refundBankCard', 'refundCard']);
});

test('the steps of the bridge add up to each of the three views', async () => {
  const { figures } = await readOne();
  let reached = 0n;
  for (const { isTotal, amount } of figures.bridge) {
    if (isTotal && reached !== 0n) expect(cents(amount)).toBe(reached);
    reached = isTotal ? cents(amount) : reached + cents(amount);
  }
  expect(figures.bridge.filter(({ isTotal }) => isTotal).map(({ amount }) => amount)).toEqual([
    figures.gross.amount,
    figures.recognised.amount,
    figures.cashIn.amount,
  ]);
});

test('it is compared with the same weekday a week before, if that has figures', async () => {
  const { figures } = await readOne();
  expect(figures.compared).toEqual({ date: A_WEEK_BEFORE, status: 'PUBLISHED' });
  expect(cents(figures.gross.change ?? '')).toBe(
    cents(figures.gross.amount) - cents(truth(A_WEEK_BEFORE)['grossItems']),
  );
  const { figures: early } = await readOne(A_WEEK_BEFORE);
  expect([early.compared, early.gross.change]).toEqual([null, null]);
  expect(renderDailyText(await read(A_WEEK_BEFORE), 'en')).toContain('has no figures to compare with');
});

test('the text has every amount as it is stored', async () => {
  const { figures } = await readOne();
  const grouped = (amount: string): string => amount.replace(/\B(?=(\d{3})+\.)/g, ',');
  for (const language of ['zh', 'en'] as const) {
    const text = renderDailyText(await read(), language);
    for (const amount of [figures.gross, figures.recognised, figures.cashIn])
      expect(text).toContain(grouped(amount.amount));
    expect(text).toContain(grouped(figures.liability.balance));
    expect(text).not.toMatch(/⚠|undefined|null|NaN/);
  }
  expect(renderDailyText(await read(), 'zh')).toMatch(/^营业日报 2026-01-09 · .*\n消费总额：[\d,]+\.\d\d \([+-]/);
});

test.each([
  ['PROVISIONAL', 'the day is not over', '暂定', '营业日尚未结束'],
  ['STALE', 'failed: SET-03', '过期', 'SET-03'],
])('a day that is %s says so before any figure, in text and mail', async (status, reason, word, why) => {
  await using _ = await withStatus(status, reason);
  const text = renderDailyText(await read(), 'zh').split('\n');
  expect(text[1]).toMatch(new RegExp(`⚠ ${word}.*${why}`));
  const page = renderDailyMail(await read(), 'zh');
  expect(page.indexOf(word)).toBeGreaterThan(0);
  expect(page.indexOf(word)).toBeLessThan(page.indexOf('消费总额'));
});

test('a day without figures has a report that says why', async () => {
  expect(renderDailyText(await read('2025-12-24'), 'en')).toMatch(/no figures: the day has not been computed yet$/);
});

test('mail: no script, no image, no style sheet, and names are escaped', async () => {
  await scene.pool.query(`update etl_admin.etl_store set store_name = '<img src=x onerror=alert(1)> & Söhne'`);
  try {
    const page = renderDailyMail(await read(), 'en');
    expect(page).not.toMatch(/<(script|img|style|link|iframe)|\son\w+=[^ ]*"|url\(/i);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; Söhne');
  } finally {
    await scene.pool.query(`update etl_admin.etl_store set store_name = ''`);
  }
});

test('several stores come with the chain before them', async () => {
  const { chain, stores } = await read();
  expect(chain).toBeNull();
  const two = [...(await loadStores(scene.pool, null)), ...(await loadStores(scene.pool, null))];
  const both = await readDailyReports(scene.pool, scene.clock, { stores: two, date: null });
  expect(both.chain).toMatchObject({ date: DAY, gross: stores[0]?.figures?.gross.amount, finalStores: '1' });
  expect(renderDailyText(both, 'en')).toMatch(/^Daily report 2026-01-09 · all stores\n/);
});

function settings(): Partial<Record<SettingName, string>> {
  return {
    ALERT_WECOM_URL: `${bot.origin}/send?key=secret`,
    ALERT_EMAIL_TO: 'owner@example.com',
    SMTP_URL: `smtp://robot%40example.com:pw@127.0.0.1:${mail.port}`,
  };
}

const send = (again: boolean): Promise<ReportDelivery[]> =>
  scene.inWorkplace({ settings: settings() }, async (place) => {
    const [store] = await loadStores(scene.pool, null);
    if (store === undefined) throw new Error('no store');
    return sendDailyReport(place, store, { date: DAY as LocalDate, again });
  });

const sendScheduled = (more: Partial<Record<SettingName, string>> = settings()): Promise<string> =>
  scene.inWorkplace({ settings: more }, async (place) => {
    const [store] = await loadStores(scene.pool, null);
    if (store === undefined) throw new Error('no store');
    return sendLastDailyReport(place, store);
  });

test('it is sent to every channel, and again only to one that did not get it or when asked', async () => {
  bot.answer = () => ({ body: { errcode: 93000, errmsg: 'invalid webhook url' } });
  await expect(sendScheduled()).rejects.toThrow(/report of 2026-01-09 was not sent everywhere: wecom: .*93000/);
  expect(mail.mails).toHaveLength(1);
  expect(mail.mails[0]?.data).toContain('text/html');
  bot.answer = () => ({ body: { errcode: 0 } });
  expect(await sendScheduled()).toBe('report of 2026-01-09: wecom sent, email was sent before');
  expect(mail.mails).toHaveLength(1);
  expect(bot.texts.at(-1)).toMatch(/营业日报 2026-01-09[\s\S]*确认收入/);
  expect((await send(true)).map(({ state }) => state)).toEqual(['sent', 'sent']);
  expect(mail.mails).toHaveLength(2);
});

test('two processes send it once', async () => {
  await scene.pool.query('truncate etl_admin.etl_report_delivery');
  bot.answer = () => ({ body: { errcode: 0 }, delayMs: 200 });
  const states = (await Promise.all([send(false), send(false)])).flat().map(({ state }) => state);
  expect(states.toSorted()).toEqual(['sent', 'sent', 'was sent before', 'was sent before']);
  expect([bot.received.length, mail.mails.length]).toEqual([1, 1]);
});

test('without a channel a schedule has nothing to do, and says so', async () => {
  expect(await sendScheduled({})).toBe('report of 2026-01-09: no channel is set');
});

/** The day as if its publication had ended otherwise. */
async function withStatus(status: string, reason: string): Promise<AsyncDisposable> {
  const set = (to: string, why: string | null): Promise<unknown> =>
    scene.pool.query('update billiards_dws.dws_day_status set status = $2, reason = $3 where business_date = $1', [
      DAY,
      to,
      why,
    ]);
  await set(status, reason);
  return { [Symbol.asyncDispose]: () => set('PUBLISHED', null).then(() => undefined) };
}
