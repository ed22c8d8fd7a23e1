import type { Language } from '../../base/language.ts';
import { CHECKS } from '../../catalog/checks.ts';
import { wordsOf } from '../../quality/report/words.ts';
import type { AlertEvent } from './alert-store.ts';
import type { Cause, CauseKind } from './cause.ts';

/** Causes of one store that are told in one line: same kind, same code. */
export type CauseGroup = readonly [Cause, ...Cause[]];

/** All that a message says beside the particulars, in one language. */
export interface AlertWords {
  readonly title: (counts: Readonly<Record<AlertEvent, number>>) => string;
  readonly event: Readonly<Record<AlertEvent, string>>;
  readonly store: (name: string, siteId: string) => string;
  readonly since: (time: string) => string;
  readonly phrase: Readonly<Record<CauseKind, (group: CauseGroup) => string>>;
  /** What to do, after an arrow. */
  readonly next: (group: CauseGroup) => string;
  readonly test: { readonly title: string; readonly line: (channel: string) => string };
  readonly outage: {
    readonly title: string;
    readonly over: string;
    readonly overLine: (since: string) => string;
    readonly next: string;
  };
}

/** Names in one line. */
const NAMED = 6;
/** Longest text of an error that is quoted. */
const MOST_DETAIL = 300;

function names(group: CauseGroup, separator: string, more: (count: number) => string): string {
  const shown = group.slice(0, NAMED).map(({ subject }) => subject);
  return shown.join(separator) + (group.length > NAMED ? more(group.length - NAMED) : '');
}

function detailOf([{ detail }]: CauseGroup): string {
  const line = detail.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_DETAIL ? `${line.slice(0, MOST_DETAIL)}…` : line;
}

const joined = (lead: string, separator: string, rest: string): string =>
  rest === '' ? lead : `${lead}${separator}${rest}`;

const checkOf = (id: string): { readonly zh: string; readonly en: string; readonly blocking: boolean } =>
  CHECKS.find((check) => check.id === id) ?? { zh: '', en: '', blocking: false };

/** The command that tells more. */
const COMMANDS: Readonly<Record<CauseKind, (group: CauseGroup) => string>> = {
  run: () => 'feiqiu-etl doctor',
  task: () => 'feiqiu-etl status',
  wait: () => 'feiqiu-etl status',
  quarantine: () => 'feiqiu-etl quarantine list',
  check: ([{ subject }]) => `feiqiu-etl quality show ${subject}`,
  day: () => 'feiqiu-etl status',
  stale: () => 'feiqiu-etl doctor',
  token: () => 'feiqiu-etl doctor',
};

const next = (group: CauseGroup): string => COMMANDS[group[0].kind](group);

const CHINESE: AlertWords = {
  title: ({ OPENED, REMINDER, RECOVERED }) =>
    [
      ...(OPENED === 0 ? [] : [`新告警 ${OPENED} 项`]),
      ...(REMINDER === 0 ? [] : [`仍未消除 ${REMINDER} 项`]),
      ...(RECOVERED === 0 ? [] : [`已恢复 ${RECOVERED} 项`]),
    ].join('，'),
  event: { OPENED: '新', REMINDER: '未消除', RECOVERED: '恢复' },
  store: (name, siteId) => (name === '' ? `门店 ${siteId}` : `${name} ${siteId}`),
  since: (time) => `（自 ${time}）`,
  phrase: {
    run: (group) => joined(`无法开始装载 (${group[0].code})`, '：', detailOf(group)),
    task: (group) => {
      const what = group[0].severity === 'error' ? '任务失败' : '读取不完整';
      return joined(`${what} (${group[0].code})：${zhNames(group)}`, '。', detailOf(group));
    },
    wait: (group) => joined(`上游要求 ${group[0].subject} 等待 (${group[0].code})`, '，直到 ', detailOf(group)),
    quarantine: (group) => joined(`隔离记录超限：${zhNames(group)}`, '。', detailOf(group)),
    check: (group) => {
      const { subject, code } = group[0];
      const { zh, blocking } = checkOf(subject);
      const what = code === 'ERROR' ? '检查无法运行' : `检查未过${blocking ? '（阻断发布）' : ''}`;
      return joined(`${what} ${subject} ${zh}`.trimEnd(), '：', detailOf(group));
    },
    day: (group) => {
      const what = group[0].code === 'STALE' ? '营业日沿用旧数据' : '营业日未发布';
      return joined(`${what}：${zhNames(group)}`, '。', wordsOf('zh').reason(detailOf(group)));
    },
    stale: (group) => {
      const read = detailOf(group);
      return read === '' ? '从未完整读到结账数据' : `结账数据过期：只完整读到 ${read}`;
    },
    token: (group) => {
      const { subject, code, detail } = group[0];
      return code === 'EXPIRED' ? `令牌 ${subject} 已于 ${detail} 到期` : `令牌 ${subject} 将于 ${detail} 到期`;
    },
  },
  next,
  test: {
    title: '飞球 ETL 测试消息',
    line: (channel) => `通道 ${channel} 可用：告警与日报将发送到这里。`,
  },
  outage: {
    title: '飞球 ETL：无法开始装载',
    over: '飞球 ETL：装载已恢复',
    overLine: (since) => `自 ${since} 起无法开始的装载已恢复。`,
    next: '处理：feiqiu-etl doctor',
  },
};

const ENGLISH: AlertWords = {
  title: ({ OPENED, REMINDER, RECOVERED }) =>
    [
      ...(OPENED === 0 ? [] : [`${OPENED} new`]),
      ...(REMINDER === 0 ? [] : [`${REMINDER} not over`]),
      ...(RECOVERED === 0 ? [] : [`${RECOVERED} over`]),
    ].join(', '),
  event: { OPENED: 'new', REMINDER: 'not over', RECOVERED: 'over' },
  store: (name, siteId) => (name === '' ? `Store ${siteId}` : `${name} ${siteId}`),
  since: (time) => ` (since ${time})`,
  phrase: {
    run: (group) => joined(`loading could not start (${group[0].code})`, ': ', detailOf(group)),
    task: (group) => {
      const what = group[0].severity === 'error' ? 'failed' : 'not read completely';
      return joined(`${what} (${group[0].code}): ${enNames(group)}`, '. ', detailOf(group));
    },
    wait: (group) => joined(`upstream makes ${group[0].subject} wait (${group[0].code})`, ', until ', detailOf(group)),
    quarantine: (group) => joined(`too many records in quarantine: ${enNames(group)}`, '. ', detailOf(group)),
    check: (group) => {
      const { subject, code } = group[0];
      const { en, blocking } = checkOf(subject);
      const what = code === 'ERROR' ? 'check could not be run' : `check failed${blocking ? ' (blocking)' : ''}`;
      return joined(`${what} ${subject} ${en}`.trimEnd(), ': ', detailOf(group));
    },
    day: (group) => {
      const what = group[0].code === 'STALE' ? 'older figures stand for' : 'no figures for';
      return joined(`${what} ${enNames(group)}`, '. ', detailOf(group));
    },
    stale: (group) => {
      const read = detailOf(group);
      return read === ''
        ? 'settlements were never read completely'
        : `settlements are stale: complete up to ${read} only`;
    },
    token: (group) => {
      const { subject, code, detail } = group[0];
      return code === 'EXPIRED'
        ? `the token ${subject} expired at ${detail}`
        : `the token ${subject} expires at ${detail}`;
    },
  },
  next,
  test: {
    title: 'Feiqiu ETL: test message',
    line: (channel) => `Channel ${channel} works: alerts and daily reports will come here.`,
  },
  outage: {
    title: 'Feiqiu ETL: loading could not start',
    over: 'Feiqiu ETL: loading works again',
    overLine: (since) => `What could not start since ${since} works again.`,
    next: 'What to do: feiqiu-etl doctor',
  },
};

const zhNames = (group: CauseGroup): string => names(group, '、', (count) => ` 等，另 ${count} 项`);
const enNames = (group: CauseGroup): string => names(group, ', ', (count) => ` and ${count} more`);

/** The words of a language. */
export function alertWords(language: Language): AlertWords {
  return language === 'zh' ? CHINESE : ENGLISH;
}
