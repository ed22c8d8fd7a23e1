import type { Language } from '../../base/language.ts';
import type { Mark } from '../field.ts';

/** What the data dictionary says besides the catalog, in one language. */
export interface Words {
  readonly own: Language;
  /** The language whose meaning stands beside. */
  readonly other: Language;
  readonly title: string;
  readonly intro: string;
  readonly ods: string;
  readonly odsIntro: string;
  readonly historyIntro: string;
  readonly codeLists: string;
  readonly grain: string;
  readonly key: string;
  readonly source: string;
  /** Source of tables that do not come from upstream. */
  readonly catalog: string;
  readonly column: string;
  readonly field: string;
  readonly type: string;
  readonly meaning: string;
  readonly otherMeaning: string;
  readonly unit: string;
  /** Head of the texts that are NULL. */
  readonly nothing: string;
  readonly code: string;
  readonly codes: string;
  readonly personal: string;
  readonly mark: string;
  readonly becomes: string;
  readonly odsOnly: string;
  /** Becomes nothing itself, but the fields below it do. */
  readonly holder: string;
  readonly yes: string;
  readonly marks: Readonly<Record<Mark, string>>;
  /** A unit in this language; '' for none. */
  readonly unitOf: (unit: string | null | undefined) => string;
}

const UNITS_ZH: Readonly<Record<string, string>> = {
  yuan: '元',
  'yuan/hour': '元/小时',
  seconds: '秒',
  minutes: '分钟',
  hours: '小时',
  days: '天',
  percent: '%',
  metre: '米',
  degree: '度',
  cm: '厘米',
  kg: '千克',
  piece: '件',
  box: '箱',
  tenth: '折',
  point: '分',
};

const EN: Words = {
  own: 'en',
  other: 'zh',
  title: 'Data dictionary',
  intro:
    '[中文](data-dictionary.zh-CN.md). Every table and column with its meaning. The database says the same in the comments of its tables and columns. Where a column comes from is told in [lineage.md](lineage.md), which fields stay in ODS in [left-in-ods.md](left-in-ods.md).\n\nMoney is in yuan and exact to the cent, durations are in seconds, times are instants. "NULL for" lists the texts of upstream that stand for nothing. Personal data is hidden from the read-only role of `BI_ROLE`.',
  ods: 'Records as received (ODS)',
  odsIntro: 'All tables of ODS have these columns; what differs is the record in `payload`.',
  historyIntro:
    'Each has a table `<table>_history` of superseded versions. Its columns are the same but for the times:',
  codeLists: 'Codes',
  grain: 'Grain',
  key: 'Key',
  source: 'Source',
  catalog: 'the product itself',
  column: 'column',
  field: 'field',
  type: 'type',
  meaning: 'meaning',
  otherMeaning: '中文',
  unit: 'unit',
  nothing: 'NULL for',
  code: 'code',
  codes: 'codes',
  personal: 'personal',
  mark: 'certainty',
  becomes: 'becomes',
  odsOnly: 'ODS only',
  holder: 'the fields below',
  yes: 'yes',
  marks: { confirmed: 'confirmed', derived: 'derived', assumed: 'assumed' },
  unitOf: (unit) => unit ?? '',
};

const ZH: Words = {
  own: 'zh',
  other: 'en',
  title: '数据字典',
  intro:
    '[English](data-dictionary.md)。所有表与列的含义；数据库中表与列的注释与此一致。列的来源见 [lineage.md](lineage.md)，只留在 ODS 的字段见 [left-in-ods.md](left-in-ods.md)。\n\n金额单位为元，精确到分；时长单位为秒；时间为绝对时刻。“视为空”列出上游表示“无”的文本。个人信息对 `BI_ROLE` 的只读角色不可见。',
  ods: '原始记录(ODS)',
  odsIntro: 'ODS 各表的列相同，不同的是 `payload` 中的记录。',
  historyIntro: '每张表另有历史版本表 `<表名>_history`，除时间列外列相同：',
  codeLists: '代码',
  grain: '粒度',
  key: '主键',
  source: '来源',
  catalog: '产品自带',
  column: '列',
  field: '字段',
  type: '类型',
  meaning: '含义',
  otherMeaning: 'English',
  unit: '单位',
  nothing: '视为空',
  code: '代码',
  codes: '代码表',
  personal: '个人信息',
  mark: '可信度',
  becomes: '对应列',
  odsOnly: '仅 ODS',
  holder: '见其下字段',
  yes: '是',
  marks: { confirmed: '已确认', derived: '推断', assumed: '假设' },
  unitOf: (unit) => (unit === null || unit === undefined ? '' : (UNITS_ZH[unit] ?? unit)),
};

export const WORDS: Readonly<Record<Language, Words>> = { zh: ZH, en: EN };
