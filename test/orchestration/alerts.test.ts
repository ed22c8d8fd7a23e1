import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ConfigError, TransientError } from '../../src/base/errors.ts';
import type { SettingName } from '../../src/config/settings.ts';
import { channelsOf } from '../../src/notify/channels.ts';
import { type ListedAlert, listAlerts } from '../../src/orchestration/alerts/alert-store.ts';
import type { ChannelResult } from '../../src/orchestration/alerts/deliver.ts';
import { raiseOutage } from '../../src/orchestration/alerts/outage.ts';
import { checkAlerts, raiseAlerts, watchAlerts } from '../../src/orchestration/alerts/raise.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { BotServer } from '../harness/message-receivers.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

const HOUR_MS = 3_600_000;
const ORDERS = ['ODS_ORDER_SETTLE', 'ODS_PAYMENT'];

let scene: Scene;
let wecom: BotServer;
let feishu: BotServer;

beforeAll(async () => {
  scene = await Scene.open({ hall: scenarioHall() });
  wecom = await BotServer.open();
  feishu = await BotServer.open();
}, 60_000);

afterAll(async () => {
  await wecom[Symbol.asyncDispose]();
  await feishu[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

const OK: BotServer['answer'] = () => ({ body: { errcode: 0, code: 0 } });

beforeEach(async () => {
  for (const bot of [wecom, feishu]) {
    bot.received.length = 0;
    bot.answer = OK;
  }
  scene.said.length = 0;
  await scene.pool.query('truncate etl_admin.etl_alert cascade');
});

const settings = (more: Partial<Record<SettingName, string>> = {}): Partial<Record<SettingName, string>> => ({
  ALERT_WECOM_URL: `${wecom.origin}/send?key=secret-of-wecom`,
  ALERT_FEISHU_URL: `${feishu.origin}/hook/secret-of-feishu`,
  ALERT_LANG: 'en',
  ALERT_STALE_HOURS: '1000',
  ...more,
});

/** Runs tasks and raises alerts as the command line does. */
async function runAndRaise(misbehave = '', more: Partial<Record<SettingName, string>> = {}): Promise<RunReport> {
  scene.simulator.setMisbehaviour(misbehave);
  scene.clock.advance(HOUR_MS);
  const report = await scene.run({ only: ORDERS, settings: { API_RETRIES: '0' } });
  await raise(report, more);
  return report;
}

function raise(outcome: RunReport | Error, more: Partial<Record<SettingName, string>> = {}): Promise<void> {
  return scene.inWorkplace({ settings: settings(more) }, (place) => raiseAlerts(place, outcome, [scene.siteId]));
}

function check(more: Partial<Record<SettingName, string>> = {}): Promise<ChannelResult[]> {
  return scene.inWorkplace({ settings: settings(more) }, (place) =>
    checkAlerts(place, channelsOf(place.config, place.clock, place.reporter).all),
  );
}

const open = (): Promise<ListedAlert[]> => listAlerts(scene.pool, false);

/** What WeCom was told since the last look. */
function heard(): string {
  const text = wecom.texts.join('\n=====\n') || 'nothing';
  wecom.received.length = 0;
  return text;
}

const BROKEN = 'down=settlement_records+payment_transactions';

test('a failure is told once while it lasts, reminded of, and told to be over', async () => {
  expect((await runAndRaise(BROKEN)).status).toBe('FAILED');
  const first = heard();
  expect(first).toContain(`2 new · Store ${scene.siteId}`);
  expect(first).toMatch(/\[new\] failed \(\w+\): ODS_ORDER_SETTLE, ODS_PAYMENT\. /);
  await runAndRaise(BROKEN);
  await runAndRaise(BROKEN);
  expect(heard()).toBe('nothing');
  expect((await open()).map(({ subject, occurrences }) => [subject, occurrences])).toEqual([
    ['ODS_ORDER_SETTLE', 3],
    ['ODS_PAYMENT', 3],
  ]);
  scene.clock.advance(24 * HOUR_MS);
  await check();
  expect(heard()).toMatch(/2 not over[\s\S]*\[not over\] failed .*\(since 2026-/);
  await check();
  expect(heard()).toBe('nothing');
  await runAndRaise();
  expect(heard()).toMatch(/2 over[\s\S]*\[over\] failed/);
  expect(await open()).toEqual([]);
  await runAndRaise();
  expect(heard()).toBe('nothing');
});

test('another error of the same task is news', async () => {
  await runAndRaise(BROKEN);
  const [was] = await open();
  heard();
  await scene.pool.query(`update etl_admin.etl_task_run t set error_code = 'BAD_ANSWER' where task_code = 'ODS_PAYMENT'
    and started_at = (select max(started_at) from etl_admin.etl_task_run l where l.task_code = t.task_code)`);
  scene.clock.advance(60_000);
  await check();
  expect(was?.code).not.toBe('BAD_ANSWER');
  const text = heard();
  expect(text).toContain('[new] failed (BAD_ANSWER): ODS_PAYMENT');
  expect(text).not.toContain('ODS_ORDER_SETTLE');
  await runAndRaise();
});

test('a credential that is told to wait is one cause, whatever it was to read, and is over when it has read', async () => {
  scene.simulator.setMisbehaviour('M-429-5XX=1;kinds:429;retryAfter:36000');
  scene.clock.advance(HOUR_MS);
  const report = await scene.run({ only: [...ORDERS, 'ODS_MEMBER'], settings: { API_RETRIES: '2' } });
  expect(report.tasks.map(({ errorCode }) => errorCode)).toEqual(['RETRY_LATER', 'RETRY_LATER', 'RETRY_LATER']);
  await raise(report);
  expect(heard()).toMatch(
    /1 new[\s\S]*\[new\] upstream makes API_TOKEN wait \(RETRY_LATER\), until 2026-\d\d-\d\d \d\d:\d\d: ODS_MEMBER, ODS_ORDER_SETTLE, ODS_PAYMENT/,
  );
  expect(await open()).toMatchObject([{ kind: 'wait', subject: 'API_TOKEN', code: 'RETRY_LATER' }]);
  scene.simulator.setMisbehaviour('');
  await raise(await scene.run({ only: [...ORDERS, 'ODS_MEMBER'] }));
  expect(heard()).toMatch(/1 over[\s\S]*\[over\] upstream makes API_TOKEN wait/);
});

test('a look between runs reminds in time, does nothing without a channel, and never throws', async () => {
  const watch = (more: Partial<Record<SettingName, string>> = {}): Promise<void> =>
    scene.inWorkplace({ settings: settings(more) }, watchAlerts);
  await runAndRaise(BROKEN);
  heard();
  scene.clock.advance(25 * HOUR_MS);
  await watch({ ALERT_WECOM_URL: '', ALERT_FEISHU_URL: '' });
  expect(heard()).toBe('nothing');
  await watch();
  expect(heard()).toContain('2 not over');
  await scene.pool.query('alter table etl_admin.etl_alert rename to hidden');
  await watch();
  await scene.pool.query('alter table etl_admin.hidden rename to etl_alert');
  expect(scene.said.join('\n')).toContain('alerts could not be judged');
  await runAndRaise();
});

test('with ALERT_REMIND_HOURS=0 nothing is told twice', async () => {
  await runAndRaise(BROKEN, { ALERT_REMIND_HOURS: '0' });
  heard();
  scene.clock.advance(400 * HOUR_MS);
  await check({ ALERT_REMIND_HOURS: '0' });
  expect(heard()).toBe('nothing');
  await runAndRaise();
});

test('a channel that was down gets it later, and the others nothing twice', async () => {
  feishu.answer = () => ({ body: { code: 19021, msg: 'sign match fail' } });
  await runAndRaise(BROKEN);
  expect(scene.said.join('\n')).toMatch(/alerts not delivered by feishu.*sign match fail/);
  expect(scene.said.join('\n')).not.toMatch(/secret-of/);
  const failed = (await open())[0]?.deliveries;
  expect(failed).toMatchObject([
    { channel: 'feishu', told: null, error: expect.stringContaining('sign match fail') },
    { channel: 'wecom', told: 'OPEN', error: null },
  ]);
  heard();
  feishu.received.length = 0;
  feishu.answer = OK;
  await check();
  expect(heard()).toBe('nothing');
  expect(feishu.texts.join()).toContain('2 new');
  expect((await open())[0]?.deliveries.map(({ error }) => error)).toEqual([null, null]);
  await runAndRaise();
  expect(feishu.texts).toHaveLength(2);
});

test('what began and ended while a channel was down is not told to it', async () => {
  feishu.answer = () => ({ status: 404 });
  await runAndRaise(BROKEN);
  await runAndRaise();
  feishu.received.length = 0;
  feishu.answer = OK;
  await check();
  expect(feishu.received).toEqual([]);
});

test('processes that look at the same time tell everything once', async () => {
  scene.simulator.setMisbehaviour(BROKEN);
  scene.clock.advance(HOUR_MS);
  const report = await scene.run({ only: ORDERS, settings: { API_RETRIES: '0' } });
  wecom.answer = () => ({ body: { errcode: 0 }, delayMs: 300 });
  await Promise.all([raise(report), raise(report), check(), check()]);
  expect(wecom.received).toHaveLength(1);
  expect(feishu.received).toHaveLength(1);
  expect((await open()).map(({ occurrences }) => occurrences)).toEqual([4, 4]);
  await runAndRaise();
});

test('a run that could not start is told, and is over with the next one that can', async () => {
  await raise(new ConfigError('NO_TOKEN', 'no token for store 1: put it into .env as API_TOKEN'));
  expect(heard()).toMatch(/\[new\] loading could not start \(NO_TOKEN\): no token for store 1/);
  await check();
  expect(await open()).toHaveLength(1);
  await runAndRaise();
  expect(heard()).toContain('[over] loading could not start (NO_TOKEN)');
});

test('days held back, failing checks, stale data and a token that ends are causes, by store', async () => {
  const { siteId, pool, clock } = scene;
  await pool.query(
    `insert into billiards_dws.dws_day_status (site_id, business_date, status, since, reason)
    select $1, d, s, now(), 'failed: SET-03' from (values (date '2026-01-02', 'STALE'), ('2026-01-03', 'STALE'), ('2026-01-04', 'BLOCKED')) v (d, s)`,
    [siteId],
  );
  await pool.query(
    `insert into etl_admin.etl_check_result (run_id, site_id, check_id, status, severity, blocking, from_date, to_date,
    failing_days, violations, sql_hash, duration_ms)
    values (gen_random_uuid(), $1, 'SET-03', 'FAIL', 'error', true, '2026-01-02', '2026-01-02', '{2026-01-02}', 1, 'x', 1)`,
    [siteId],
  );
  const claims = Buffer.from(JSON.stringify({ exp: Math.floor(clock.now().getTime() / 1000) + 86_400 })).toString(
    'base64url',
  );
  const more = { ALERT_STALE_HOURS: '1', API_TOKEN: `head.${claims}.signature` };
  clock.advance(12 * HOUR_MS);
  await check(more);
  const text = heard();
  expect(text).toContain('6 new');
  expect(text).toMatch(/\[new\] check failed \(blocking\) SET-03 .*: 2026-01-02/);
  expect(text).toContain('→ feiqiu-etl quality show SET-03');
  expect(text).toContain('[new] older figures stand for 2026-01-02, 2026-01-03. failed: SET-03');
  expect(text).toContain('[new] no figures for 2026-01-04. failed: SET-03');
  expect(text).toMatch(/\[new\] settlements are stale: complete up to 2026-/);
  expect(text).toMatch(/\[new\] the token API_TOKEN expires at 2026-/);
  expect(text).not.toContain(claims);
  clock.advance(24 * HOUR_MS);
  await check({ ...more, ALERT_REMIND_HOURS: '0' });
  expect(heard()).toMatch(/^[\s\S]*1 new[\s\S]*the token API_TOKEN expired at/);
  await pool.query(
    `insert into etl_admin.etl_check_snooze (check_id, reason, until, created_by) values ('SET-03', 'known', '2100-01-01', 'test')`,
  );
  await pool.query('delete from billiards_dws.dws_day_status');
  await check({ ALERT_REMIND_HOURS: '0' });
  expect(heard()).toContain('6 over');
});

test('a task that is switched off has no alerts', async () => {
  await runAndRaise(BROKEN);
  await scene.pool.query(`update etl_admin.etl_task set enabled = false where task_code = 'ODS_PAYMENT'`);
  await check();
  expect((await open()).map(({ subject }) => subject)).toEqual(['ODS_ORDER_SETTLE']);
  await scene.pool.query(`update etl_admin.etl_task set enabled = true`);
  await runAndRaise();
});

test('nothing is done for a dry run, and nothing without a channel', async () => {
  scene.simulator.setMisbehaviour(BROKEN);
  await raise(await scene.run({ only: ORDERS, dryRun: true, settings: { API_RETRIES: '0' } }));
  await check();
  expect(await open()).toEqual([]);
  const none = { ALERT_WECOM_URL: '', ALERT_FEISHU_URL: '' };
  await raise(await scene.run({ only: ORDERS, settings: { API_RETRIES: '0' } }), none);
  expect(await open()).toEqual([]);
  expect(wecom.received).toEqual([]);
  await runAndRaise();
});

test('alerts that cannot be written down are warned of, and fail nothing', async () => {
  await scene.pool.query('alter table etl_admin.etl_alert rename to hidden');
  try {
    await runAndRaise(BROKEN);
    expect(scene.said.join('\n')).toContain('alerts could not be judged');
  } finally {
    await scene.pool.query('alter table etl_admin.hidden rename to etl_alert');
  }
  await runAndRaise();
});

test('a database that is out is told once, and so is its return', async () => {
  const down = new TransientError('DB_UNREACHABLE', 'the database cannot be reached', { phase: 'database' });
  const outage = (error: unknown): Promise<void> =>
    scene.inWorkplace({ settings: settings() }, (place) => raiseOutage(place, error));
  await Promise.all([outage(down), outage(down)]);
  await outage(down);
  expect(wecom.texts).toHaveLength(1);
  expect(heard()).toMatch(/loading could not start[\s\S]*the database cannot be reached/);
  scene.clock.advance(25 * HOUR_MS);
  await outage(down);
  expect(heard()).toContain('the database cannot be reached');
  await outage(new ConfigError('BAD_RANGE', 'a typing error'));
  expect(heard()).toBe('nothing');
  await check();
  expect(heard()).toContain('loading works again');
  await expect(readFile(path.join(scene.folder, 'data', 'alerts', 'outage.json'))).rejects.toThrow('ENOENT');
});
