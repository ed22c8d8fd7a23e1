import { LANGUAGES } from '../base/language.ts';
import { address, addresses, botUrl, decimal, httpUrl, oneOf, smtpUrl, text } from './kinds.ts';
import { optional, type Setting, setting } from './setting.ts';

/** Who is told when something is wrong, and how. */
export const ALERT_SETTINGS = {
  ALERT_WEBHOOK_URL: optional(botUrl, {
    group: 'alerts',
    zh: '通用 webhook 地址(JSON POST;机密)',
    en: 'Address that gets alerts as JSON (secret)',
    example: 'https://hooks.example.com/alerts',
  }),
  ALERT_WECOM_URL: optional(botUrl, {
    group: 'alerts',
    zh: '企业微信群机器人地址(机密)',
    en: 'Address of a WeCom group bot (secret)',
    example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=...',
  }),
  ALERT_DINGTALK_URL: optional(botUrl, {
    group: 'alerts',
    zh: '钉钉群机器人地址(机密)',
    en: 'Address of a DingTalk group bot (secret)',
    example: 'https://oapi.dingtalk.com/robot/send?access_token=...',
  }),
  ALERT_DINGTALK_SECRET: optional(text('the secret of the bot', 'secret'), {
    group: 'alerts',
    zh: '钉钉机器人加签密钥;未启用加签则留空',
    en: 'Secret with which messages to DingTalk are signed; leave empty if the bot does not ask for it',
    example: 'SEC...',
  }),
  ALERT_FEISHU_URL: optional(botUrl, {
    group: 'alerts',
    zh: '飞书群机器人地址(机密)',
    en: 'Address of a Feishu group bot (secret)',
    example: 'https://open.feishu.cn/open-apis/bot/v2/hook/...',
  }),
  ALERT_FEISHU_SECRET: optional(text('the secret of the bot', 'secret'), {
    group: 'alerts',
    zh: '飞书机器人签名密钥;未启用签名校验则留空',
    en: 'Secret with which messages to Feishu are signed; leave empty if the bot does not ask for it',
    example: 'your_secret_here',
  }),
  ALERT_EMAIL_TO: optional(addresses, {
    group: 'alerts',
    zh: '收件人邮箱(逗号分隔);需同时设置 SMTP_URL',
    en: 'Mail addresses that get alerts and daily reports (comma separated); needs SMTP_URL',
    example: 'owner@example.com,finance@example.com',
  }),
  ALERT_EMAIL_FROM: optional(address, {
    group: 'alerts',
    zh: '发件人邮箱;留空则用 SMTP_URL 中的用户名',
    en: 'Mail address of the sender; leave empty for the user of SMTP_URL',
    example: 'etl@example.com',
  }),
  SMTP_URL: optional(smtpUrl, {
    group: 'alerts',
    zh: '发信服务器',
    en: 'Server that takes mail',
    example: 'smtps://user:password@smtp.example.com:465',
  }),
  ALERT_LANG: setting(oneOf(LANGUAGES), 'zh', {
    group: 'alerts',
    zh: '告警与日报的语言',
    en: 'Language of alerts and daily reports',
  }),
  ALERT_LINK: optional(httpUrl, {
    group: 'alerts',
    zh: '附在消息末尾的链接,例如看板地址',
    en: 'Address put under every message, such as that of the dashboard',
    example: 'https://etl.example.com',
  }),
  ALERT_REMIND_HOURS: setting(decimal(0, 8760), '24', {
    group: 'alerts',
    zh: '告警未消除时再次提醒的间隔(小时);0 表示不再提醒',
    en: 'Hours after which an alert that lasts is told again; 0 = never',
  }),
  ALERT_STALE_HOURS: setting(decimal(1, 8760), '12', {
    group: 'alerts',
    zh: '结账数据超过此小时数未读到则告警',
    en: 'Hours without settlements read completely after which the data of a store counts as stale',
  }),
  ALERT_TOKEN_DAYS: setting(decimal(0, 365), '3', {
    group: 'alerts',
    zh: '令牌到期前多少天告警',
    en: 'Days before its end at which a token that cannot renew itself is told',
  }),
} as const satisfies Record<string, Setting>;
