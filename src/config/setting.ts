import type { Kind } from './kinds.ts';

/** The headings under which settings are shown, in order. */
export const GROUPS = {
  database: { zh: '数据库', en: 'Database' },
  api: { zh: '上游接口', en: 'Upstream API' },
  store: { zh: '门店与时间', en: 'Store and time' },
  folders: { zh: '目录', en: 'Folders' },
  load: { zh: '加载', en: 'Loading' },
  schedule: { zh: '计划', en: 'Schedule' },
  alerts: { zh: '告警与日报', en: 'Alerts and the daily report' },
  retention: { zh: '保留与备份', en: 'Retention and backup' },
  replay: { zh: '离线回灌', en: 'Replay from files' },
  testing: { zh: '测试', en: 'Testing' },
} as const;

interface Meaning {
  readonly group: keyof typeof GROUPS;
  readonly zh: string;
  readonly en: string;
  /** Older spellings that are still read. */
  readonly aliases?: readonly string[];
  /** Shown in .env.example for a setting without default. */
  readonly example?: string;
}

/** One setting: its kind, its default as text (or none), and what it means. */
export interface Setting<T = unknown, D extends string | undefined = string | undefined> extends Meaning {
  readonly kind: Kind<T>;
  readonly fallback: D;
}

/** A setting that may be left empty. */
export function optional<T>(kind: Kind<T>, meaning: Meaning): Setting<T, undefined> {
  return { kind, fallback: undefined, ...meaning };
}

/** A setting with a default, as its text. */
export function setting<T>(kind: Kind<T>, fallback: string, meaning: Meaning): Setting<T, string> {
  return { kind, fallback, ...meaning };
}
