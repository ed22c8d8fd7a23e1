import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';
import { BotServer } from '../harness/message-receivers.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

const KEY = 'k3y-0f-the-b0t';
const SECRET = 'SEC-of-the-bot';

let scene: Scene;
let bot: BotServer;

beforeAll(async () => {
  scene = await Scene.open({ hall: scenarioHall(), misbehave: 'down=payment_transactions' });
  bot = await BotServer.open();
}, 60_000);

afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

beforeEach(() => {
  bot.received.length = 0;
  bot.answer = () => ({ body: { errcode: 0 } });
});

/** A command with a DingTalk bot; nothing it prints may hold the key or the secret. */
async function etl(args: string, env: Readonly<Record<string, string>> = {}): Promise<EtlOutcome> {
  const outcome = await runEtl(args.split(' '), {
    ...scene.environment,
    API_RETRIES: '0',
    ALERT_LANG: 'en',
    ALERT_DINGTALK_URL: `${bot.origin}/robot/send?access_token=${KEY}`,
    ALERT_DINGTALK_SECRET: SECRET,
    ...env,
  });
  expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
  return outcome;
}

test('test: ok, or why not, with an exit code', async () => {
  expect(await etl('alerts test')).toMatchObject({ code: 0, stdout: 'dingtalk: ok\n' });
  expect(bot.texts[0]).toContain('Channel dingtalk works');
  bot.answer = () => ({ body: { errcode: 310000, errmsg: `sign not match, token ${KEY}` } });
  const refused = await etl('alerts test --json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    channels: [{ channel: 'dingtalk', error: expect.stringContaining('code 310000 (sign not match, token …)') }],
  });
});

test('test: a channel that is not set, and none at all', async () => {
  const other = await etl('alerts test --channel wecom');
  expect(other).toMatchObject({ code: 2, stderr: 'error: channel wecom is not set; those that are: dingtalk\n' });
  const none = await etl('alerts test', { ALERT_DINGTALK_URL: '', ALERT_DINGTALK_SECRET: '' });
  expect(none.code).toBe(2);
  expect(none.stderr).toMatch(/no channel is set: put at least one of ALERT_WEBHOOK_URL, .*ALERT_EMAIL_TO/);
});

test('config show and a bad value hide addresses and secrets', async () => {
  expect((await etl('config show')).stdout).toMatch(/ALERT_DINGTALK_URL\s+\*{8}/);
  const bad = await etl('status', { ALERT_WECOM_URL: `wecom:${KEY}` });
  expect(bad.code).toBe(2);
  expect(bad.stderr).toContain('ALERT_WECOM_URL=******** (environment) is not allowed');
});

test('run tells what failed and keeps its own exit code; list, check and doctor show it', async () => {
  bot.answer = () => ({ body: { errcode: 310000, errmsg: 'keywords not in content' } });
  const run = await etl('run --tasks ODS_PAYMENT,ODS_ORDER_SETTLE');
  expect(run.code).toBe(3);
  expect(run.stderr).toMatch(/warning: alerts not delivered by dingtalk, they are tried again later: .*310000/);
  expect((await etl('alerts list')).stdout).toMatch(/task\s+ODS_PAYMENT .* dingtalk FAILED: .*310000/);
  expect((await etl('doctor')).stdout).toMatch(/WARN\s+alerts\s+not delivered: dingtalk: .*310000.*1 alerts/);
  bot.answer = () => ({ body: { errcode: 0 } });
  const check = await etl('alerts check');
  expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('dingtalk: 1 told') });
  expect(bot.texts.at(-1)).toMatch(/\[new\] failed \(.*\): ODS_PAYMENT/);
}, 60_000);

test('a database that is out is told once by runs that follow each other', async () => {
  const out = { PG_DSN: 'postgresql://nobody:pass@127.0.0.1:1/none' };
  for (const args of ['run --quiet', 'run --quiet']) expect((await etl(args, out)).code).toBe(1);
  expect(bot.texts).toHaveLength(1);
  expect(bot.texts[0]).toMatch(/loading could not start[\s\S]*127.0.0.1, port 1[\s\S]*ECONNREFUSED/);
});

test('report daily: wrong input is told with what is allowed', async () => {
  expect((await etl('report daily --date yesterday')).stderr).toContain('"yesterday" is not a business day');
  expect((await etl('report daily --date 2030-01-01')).stderr).toContain('has not begun in store');
  expect((await etl('report daily --output /nowhere/report.html')).stderr).toContain('cannot be written: ENOENT');
  const empty = await etl('report daily --date 2025-12-24 --lang zh');
  expect(empty).toMatchObject({ code: 0, stdout: expect.stringContaining('没有数字') });
});
