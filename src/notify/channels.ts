import type { Clock } from '../base/clock.ts';
import type { Reporter } from '../base/reporter.ts';
import type { Config } from '../config/load-config.ts';
import type { SettingName } from '../config/settings.ts';
import { createDingtalk } from './dingtalk.ts';
import { createEmail } from './email.ts';
import { createFeishu } from './feishu.ts';
import type { Channel } from './message.ts';
import { createWebhook } from './webhook.ts';
import { createWecom } from './wecom.ts';

/** Settings each of which opens a channel. */
export const CHANNEL_SETTINGS = [
  'ALERT_WEBHOOK_URL',
  'ALERT_WECOM_URL',
  'ALERT_DINGTALK_URL',
  'ALERT_FEISHU_URL',
  'ALERT_EMAIL_TO',
] as const satisfies readonly SettingName[];

/** The channels of a configuration. */
export interface Channels {
  readonly all: readonly Channel[];
  /** Settings that belong to a channel but do not make one, a sentence each. */
  readonly problems: readonly string[];
}

/** Every channel that is set. Nothing is sent and no setting refused: what is not whole is told as a problem. */
export function channelsOf({ values }: Config, clock: Clock, reporter: Pick<Reporter, 'warn'>): Channels {
  const { ALERT_WEBHOOK_URL: webhook, ALERT_WECOM_URL: wecom, ALERT_FEISHU_URL: feishu } = values;
  const { ALERT_DINGTALK_URL: dingtalk, ALERT_DINGTALK_SECRET, ALERT_FEISHU_SECRET } = values;
  const email = emailOf(values, clock, reporter);
  return {
    all: [
      ...(webhook === undefined ? [] : [createWebhook(webhook, clock)]),
      ...(wecom === undefined ? [] : [createWecom(wecom, clock)]),
      ...(dingtalk === undefined ? [] : [createDingtalk(dingtalk, ALERT_DINGTALK_SECRET, clock)]),
      ...(feishu === undefined ? [] : [createFeishu(feishu, ALERT_FEISHU_SECRET, clock)]),
      ...(email.channel === null ? [] : [email.channel]),
    ],
    problems: [
      ...alone('ALERT_DINGTALK_SECRET', ALERT_DINGTALK_SECRET, 'ALERT_DINGTALK_URL', dingtalk),
      ...alone('ALERT_FEISHU_SECRET', ALERT_FEISHU_SECRET, 'ALERT_FEISHU_URL', feishu),
      ...email.problems,
    ],
  };
}

function emailOf(
  values: Config['values'],
  clock: Clock,
  { warn }: Pick<Reporter, 'warn'>,
): { readonly channel: Channel | null; readonly problems: readonly string[] } {
  const { ALERT_EMAIL_TO: to, ALERT_EMAIL_FROM, SMTP_URL: smtpUrl } = values;
  if (to === undefined) return { channel: null, problems: alone('SMTP_URL', smtpUrl, 'ALERT_EMAIL_TO', undefined) };
  if (smtpUrl === undefined) return { channel: null, problems: alone('ALERT_EMAIL_TO', to, 'SMTP_URL', undefined) };
  const from = ALERT_EMAIL_FROM ?? decodeURIComponent(new URL(smtpUrl).username);
  if (from.includes('@')) return { channel: createEmail({ smtpUrl, from, to, clock, warn }), problems: [] };
  return {
    channel: null,
    problems: ['ALERT_EMAIL_FROM is not set and the user of SMTP_URL is no mail address: set ALERT_EMAIL_FROM'],
  };
}

/** A setting that says nothing without another one. */
function alone(name: SettingName, value: unknown, needed: SettingName, given: unknown): string[] {
  return value === undefined || given !== undefined
    ? []
    : [`${name} is set, but ${needed} is not: set both or neither`];
}
