import { sayDayReason } from '../../base/day-reason.ts';
import type { Language } from '../../base/language.ts';
import type { CheckFamily, CheckOwner, Severity } from '../../catalog/check.ts';
import type { CheckStatus } from '../outcome.ts';
import type { DayStatus } from './model.ts';

/** All words of a report that are not data, in one language. */
export interface Words {
  readonly htmlLanguage: string;
  readonly title: string;
  /** Why a day is not final, as the publication wrote it down. */
  readonly reason: (stored: string) => string;
  readonly span: (from: string, to: string) => string;
  readonly writtenAt: (time: string) => string;
  readonly store: string;
  readonly days: string;
  readonly day: string;
  readonly noDays: string;
  readonly gross: string;
  readonly recognised: string;
  readonly cashIn: string;
  readonly bridge: string;
  readonly bridgeNote: string;
  readonly daily: string;
  readonly payments: string;
  readonly method: string;
  readonly paid: string;
  readonly refunded: string;
  readonly net: string;
  readonly count: string;
  readonly use: string;
  readonly useNote: string;
  readonly table: string;
  readonly mean: string;
  readonly checks: string;
  readonly noChecks: string;
  readonly allWell: (count: number) => string;
  readonly others: string;
  readonly check: string;
  readonly family: string;
  readonly status: string;
  readonly severity: string;
  readonly owner: string;
  readonly blocking: string;
  readonly violations: (count: number) => string;
  readonly keysShown: (shown: number, all: number) => string;
  readonly key: string;
  readonly observed: string;
  readonly expected: string;
  readonly failingDays: string;
  readonly whatToDo: string;
  readonly checkedAt: string;
  readonly yuan: string;
  readonly dayStatus: Readonly<Record<DayStatus, string>>;
  readonly checkStatus: Readonly<Record<CheckStatus, string>>;
  readonly families: Readonly<Record<CheckFamily, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly owners: Readonly<Record<CheckOwner, string>>;
}

const ENGLISH: Words = {
  htmlLanguage: 'en',
  reason: (stored) => sayDayReason(stored, 'en'),
  title: 'Figures and checks',
  span: (from, to) => `business days ${from} to ${to}`,
  writtenAt: (time) => `written ${time}`,
  store: 'Store',
  days: 'Can the figures be relied on?',
  day: 'Business day',
  noDays: 'No business day has figures yet.',
  gross: 'Consumption',
  recognised: 'Recognised revenue',
  cashIn: 'Cash in',
  bridge: 'From consumption to revenue to cash',
  bridgeNote:
    'Up to each total the steps add up to it, to the cent. Amounts in yuan; days that are not final count as they stand.',
  daily: 'Recognised revenue by business day; the frame is consumption',
  payments: 'How guests paid',
  method: 'Method',
  paid: 'Paid',
  refunded: 'Given back',
  net: 'Net',
  count: 'Payments',
  use: 'Tables in use, by hour',
  useNote:
    'Share of each hour in which the table was in use, all closed days together. The stronger the colour, the busier.',
  table: 'Table',
  mean: 'All day',
  checks: 'Checks',
  noChecks: 'No check has been run yet.',
  allWell: (count) => `All ${count} checks are well.`,
  others: 'All checks by family',
  check: 'Check',
  family: 'Family',
  status: 'Status',
  severity: 'Severity',
  owner: 'Owner',
  blocking: 'keeps days from being published',
  violations: (count) => (count === 1 ? '1 violation' : `${count.toLocaleString('en-US')} violations`),
  keysShown: (shown, all) =>
    `${shown} of ${all} violations are shown; "feiqiu-etl quality show" has the query for the rest.`,
  key: 'Key',
  observed: 'Found',
  expected: 'Expected',
  failingDays: 'Days',
  whatToDo: 'What to do',
  checkedAt: 'checked',
  yuan: 'yuan',
  dayStatus: { PUBLISHED: 'final', PROVISIONAL: 'provisional', STALE: 'stale', BLOCKED: 'blocked' },
  checkStatus: {
    PASS: 'pass',
    INFO: 'info',
    WARN: 'warning',
    FAIL: 'FAIL',
    ERROR: 'ERROR',
    SNOOZED: 'snoozed',
    NO_HISTORY: 'too little history',
  },
  families: {
    completeness: 'completeness',
    structure: 'structure',
    relation: 'relations',
    code: 'codes',
    scd2: 'versions',
    freshness: 'freshness',
    volume: 'volume',
    drift: 'drift',
    reconciliation: 'reconciliation',
    invariant: 'invariants',
    law: 'business law',
  },
  severities: { info: 'info', warn: 'warning', error: 'error' },
  owners: { finance: 'finance', operations: 'operations', data: 'data' },
};

const CHINESE: Words = {
  htmlLanguage: 'zh-CN',
  reason: (stored) => sayDayReason(stored, 'zh'),
  title: '经营数据与质量报告',
  span: (from, to) => `营业日 ${from} 至 ${to}`,
  writtenAt: (time) => `生成于 ${time}`,
  store: '门店',
  days: '数据是否可信',
  day: '营业日',
  noDays: '尚无任何营业日的数据。',
  gross: '消费总额',
  recognised: '确认收入',
  cashIn: '现金流入',
  bridge: '收入桥：消费 → 确认收入 → 现金',
  bridgeNote: '每个合计等于其上各步之和，精确到分。单位：元；未定稿的营业日按现有数据计入。',
  daily: '每日确认收入（外框为消费总额）',
  payments: '支付方式构成',
  method: '支付方式',
  paid: '支付',
  refunded: '退款',
  net: '净额',
  count: '笔数',
  use: '台桌使用热力图（台桌 × 小时）',
  useNote: '所有已结束营业日合计，每小时内台桌被使用的时间占比；颜色越浓越忙。',
  table: '台桌',
  mean: '全天',
  checks: '质量检查',
  noChecks: '尚未运行任何检查。',
  allWell: (count) => `全部 ${count} 项检查正常。`,
  others: '各类检查汇总',
  check: '检查',
  family: '类别',
  status: '状态',
  severity: '级别',
  owner: '负责',
  blocking: '阻断发布',
  violations: (count) => `${count.toLocaleString('en-US')} 处违规`,
  keysShown: (shown, all) => `共 ${all} 处违规，显示 ${shown} 处；其余可用 feiqiu-etl quality show 给出的语句查询。`,
  key: '主键',
  observed: '实际',
  expected: '应为',
  failingDays: '营业日',
  whatToDo: '处理办法',
  checkedAt: '检查时间',
  yuan: '元',
  dayStatus: { PUBLISHED: '已定稿', PROVISIONAL: '暂定', STALE: '过期', BLOCKED: '未发布' },
  checkStatus: {
    PASS: '通过',
    INFO: '提示',
    WARN: '警告',
    FAIL: '失败',
    ERROR: '无法运行',
    SNOOZED: '已静默',
    NO_HISTORY: '历史不足',
  },
  families: {
    completeness: '完整性',
    structure: '结构',
    relation: '关联',
    code: '代码',
    scd2: '版本',
    freshness: '时效',
    volume: '数量',
    drift: '漂移',
    reconciliation: '对账',
    invariant: '不变量',
    law: '业务规则',
  },
  severities: { info: '提示', warn: '警告', error: '错误' },
  owners: { finance: '财务', operations: '运营', data: '数据' },
};

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return language === 'zh' ? CHINESE : ENGLISH;
}
