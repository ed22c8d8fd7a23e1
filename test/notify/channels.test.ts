import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { ConfigError, TransientError } from '../../src/base/errors.ts';
import { silentReporter } from '../../src/base/reporter.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { SettingName } from '../../src/config/settings.ts';
import { channelsOf } from '../../src/notify/channels.ts';
import type { Channel, Message } from '../../src/notify/message.ts';
import { BotServer, MailServer } from '../harness/message-receivers.ts';

const NOW = new Date('2026-01-04T01:00:00Z');
const waits: number[] = [];
/** Stands still, and waits for nothing. */
const clock: Clock = { now: () => NOW, sleep: async (ms) => void waits.push(ms) };

const MESSAGE: Message = {
  title: 'A <b>title</b>',
  severity: 'error',
  lines: ['first line', '', 'second "line"'],
  link: 'https://etl.example.com/alerts',
  data: { alerts: 1 },
};

let bot: BotServer;
beforeEach(async () => {
  waits.length = 0;
  bot = await BotServer.open();
});
afterEach(() => bot[Symbol.asyncDispose]());

function channelWith(flags: Partial<Record<SettingName, string>>, warned: string[] = []): Channel {
  const config = loadConfig({ flags, env: {}, readFile: () => undefined });
  const reporter = { ...silentReporter, warn: (line: string) => void warned.push(line) };
  const { all, problems } = channelsOf(config, clock, reporter);
  expect(problems).toEqual([]);
  const [channel] = all;
  if (channel === undefined || all.length > 1) throw new Error('one channel was expected');
  return channel;
}

const KEY = 'k3y-0f-the-b0t';
const BOTS = {
  webhook: () => channelWith({ ALERT_WEBHOOK_URL: `${bot.origin}/hook/${KEY}` }),
  wecom: () => channelWith({ ALERT_WECOM_URL: `${bot.origin}/cgi-bin/webhook/send?key=${KEY}` }),
  dingtalk: () => channelWith({ ALERT_DINGTALK_URL: `${bot.origin}/robot/send?access_token=${KEY}` }),
  feishu: () => channelWith({ ALERT_FEISHU_URL: `${bot.origin}/open-apis/bot/v2/hook/${KEY}` }),
} as const;
const NAMES = Object.keys(BOTS) as (keyof typeof BOTS)[];

/** The error of a send, with everything it would show. */
async function errorOf(channel: Channel): Promise<{ readonly error: unknown; readonly shown: string }> {
  const error: unknown = await channel.send(MESSAGE).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const { message, details, cause, stack = '' } = error as Error & { details?: unknown };
  return { error, shown: [message, JSON.stringify(details), String(cause), stack].join('\n') };
}

describe('what each bot gets', () => {
  test('the webhook: title, text, lines and data as JSON', async () => {
    await BOTS.webhook().send(MESSAGE);
    expect(bot.received[0]?.body).toEqual({
      source: 'feiqiu-etl',
      title: MESSAGE.title,
      severity: 'error',
      text: 'A <b>title</b>\n\nfirst line\n\nsecond "line"\n\nhttps://etl.example.com/alerts',
      lines: MESSAGE.lines,
      link: MESSAGE.link,
      data: { alerts: 1 },
    });
    expect(bot.received[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('WeCom: markdown in which the text cannot be taken for markup', async () => {
    await BOTS.wecom().send(MESSAGE);
    expect(bot.received[0]?.body).toEqual({
      msgtype: 'markdown',
      markdown: {
        content:
          '**<font color="warning">A ＜b＞title＜/b＞</font>**\n\nfirst line\n\nsecond "line"\n\n[https://etl.example.com/alerts](https://etl.example.com/alerts)',
      },
    });
  });

  test('DingTalk: signed when there is a secret, and only then', async () => {
    await BOTS.dingtalk().send(MESSAGE);
    expect([...(bot.received[0]?.url.searchParams.keys() ?? [])]).toEqual(['access_token']);
    const secret = 'SEC+/=的';
    await channelWith({
      ALERT_DINGTALK_URL: `${bot.origin}/robot/send?access_token=${KEY}`,
      ALERT_DINGTALK_SECRET: secret,
    }).send(MESSAGE);
    const signed = bot.received[1]?.url.searchParams;
    expect(signed?.get('access_token')).toBe(KEY);
    expect(signed?.get('timestamp')).toBe(String(NOW.getTime()));
    expect(signed?.get('sign')).toBe(
      createHmac('sha256', secret).update(`${NOW.getTime()}\n${secret}`).digest('base64'),
    );
    expect(bot.texts[1]).toContain('second "line"');
  });

  test('Feishu: signed in its own way', async () => {
    const secret = 'feishu-secret';
    await channelWith({
      ALERT_FEISHU_URL: `${bot.origin}/open-apis/bot/v2/hook/${KEY}`,
      ALERT_FEISHU_SECRET: secret,
    }).send(MESSAGE);
    const timestamp = String(NOW.getTime() / 1000);
    const sign = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
    expect(bot.received[0]?.body).toMatchObject({ timestamp, sign, msg_type: 'text' });
  });

  test.each([
    ['wecom', 4096],
    ['dingtalk', 21_000],
    ['feishu', 20_000],
  ] as const)('%s: a text that is too long is cut, never inside a character', async (name, most) => {
    const long = { ...MESSAGE, lines: Array.from({ length: 2000 }, (_, i) => `第 ${i} 行 🎱 "\\`) };
    await BOTS[name]().send(long);
    const [text = ''] = bot.texts;
    const size = name === 'feishu' ? JSON.stringify(bot.received[0]?.body) : text;
    expect(Buffer.byteLength(size)).toBeLessThanOrEqual(most);
    expect(Buffer.byteLength(size)).toBeGreaterThan(most * 0.9);
    expect(text).toContain('第 0 行 🎱');
    expect(text).toContain('…');
    expect(text).not.toContain('\ufffd');
  });
});

describe('what goes wrong', () => {
  test.each(['wecom', 'dingtalk', 'feishu'] as const)('%s: a no with HTTP 200 is a no', async (name) => {
    bot.answer = () => ({ body: { errcode: 93000, errmsg: `bad key ${KEY}`, code: 19021, msg: `bad key ${KEY}` } });
    const { error, shown } = await errorOf(BOTS[name]());
    expect(error).toBeInstanceOf(ConfigError);
    expect(shown).toMatch(/code (93000|19021) \(bad key …\)/);
    expect(shown).not.toContain(KEY);
    expect(bot.received).toHaveLength(1);
  });

  test.each(NAMES)('%s: an answer of the server that is none is tried three times', async (name) => {
    bot.answer = () => ({ status: 502, body: `<html>${KEY}</html>` });
    const { error, shown } = await errorOf(BOTS[name]());
    expect(error).toBeInstanceOf(TransientError);
    expect(shown).not.toContain(KEY);
    expect(bot.received).toHaveLength(3);
    expect(waits).toEqual([1000, 4000]);
  });

  test.each(NAMES)('%s: a failure that passes is not told', async (name) => {
    bot.answer = (nth) => (nth < 3 ? { status: 429 } : { body: { errcode: 0, code: 0 } });
    await BOTS[name]().send(MESSAGE);
    expect(bot.received).toHaveLength(3);
  });

  test.each(NAMES)('%s: nobody there, and the address stays unsaid', async (name) => {
    const channel = BOTS[name]();
    await bot[Symbol.asyncDispose]();
    const { error, shown } = await errorOf(channel);
    expect(error).toBeInstanceOf(TransientError);
    expect(shown).toContain('ECONNREFUSED');
    expect(shown).not.toContain(KEY);
  });

  test.each(NAMES)('%s: a wrong path is told with the setting to correct, and not tried again', async (name) => {
    bot.answer = () => ({ status: 404, body: 'not found' });
    const { error, shown } = await errorOf(BOTS[name]());
    expect(error).toBeInstanceOf(ConfigError);
    expect(shown).toContain(`correct ALERT_${name.toUpperCase()}_URL`);
    expect(bot.received).toHaveLength(1);
  });

  test('a busy bot is tried again', async () => {
    bot.answer = (nth) => ({ body: { errcode: nth === 1 ? 45009 : 0, errmsg: 'api freq out of limit' } });
    await BOTS.wecom().send(MESSAGE);
    expect(bot.received).toHaveLength(2);
  });

  test('something that is no bot is not taken for one', async () => {
    bot.answer = () => ({ body: '<html>welcome</html>' });
    expect((await errorOf(BOTS.feishu())).error).toBeInstanceOf(ConfigError);
  });
});

describe('mail', () => {
  const settings = (server: MailServer): Partial<Record<SettingName, string>> => ({
    ALERT_EMAIL_TO: 'owner@example.com, finance@example.com',
    ALERT_EMAIL_FROM: 'etl@example.com',
    SMTP_URL: `smtp://robot:p%40ss-w0rd@127.0.0.1:${server.port}`,
  });

  test('goes to all addresses, as text and as HTML, with a login', async () => {
    await using server = await MailServer.open();
    await channelWith(settings(server)).send({ ...MESSAGE, title: '营业日报', html: '<p>page</p>' });
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      from: 'etl@example.com',
      to: ['owner@example.com', 'finance@example.com'],
      login: 'robot p@ss-w0rd',
    });
    expect(mail?.data).toContain('=?UTF-8?');
    expect(mail?.data).toContain('<p>page</p>');
    expect(mail?.data).toContain('first line');
  });

  test('an address that is refused is told, and the others get it', async () => {
    await using server = await MailServer.open();
    server.refused = ['finance@example.com'];
    const warned: string[] = [];
    await channelWith(settings(server), warned).send(MESSAGE);
    expect(server.mails[0]?.to).toEqual(['owner@example.com']);
    expect(warned).toEqual(['the mail server refused finance@example.com; correct ALERT_EMAIL_TO']);
  });

  test('a refused login names the user and never the password', async () => {
    await using server = await MailServer.open();
    server.refusesLogin = true;
    const { error, shown } = await errorOf(channelWith(settings(server)));
    expect(error).toBeInstanceOf(ConfigError);
    expect(shown).toContain('refused the login of robot');
    expect(shown).not.toMatch(/p@ss|p%40ss/);
  });

  test('nobody there may pass', async () => {
    const server = await MailServer.open();
    const channel = channelWith(settings(server));
    await server[Symbol.asyncDispose]();
    expect((await errorOf(channel)).error).toBeInstanceOf(TransientError);
  });
});

test('settings that do not make a channel are told', () => {
  const config = loadConfig({
    flags: { ALERT_FEISHU_SECRET: 'x', ALERT_EMAIL_TO: 'a@example.com', SMTP_URL: 'smtp://robot:pw@mail.example.com' },
    env: {},
    readFile: () => undefined,
  });
  const { all, problems } = channelsOf(config, systemClock, silentReporter);
  expect(all).toEqual([]);
  expect(problems).toEqual([
    'ALERT_FEISHU_SECRET is set, but ALERT_FEISHU_URL is not: set both or neither',
    'ALERT_EMAIL_FROM is not set and the user of SMTP_URL is no mail address: set ALERT_EMAIL_FROM',
  ]);
});
