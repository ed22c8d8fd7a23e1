/** The ways in which upstream says "nothing". */
export type NoneValue = 'zero-id' | 'not-positive-id' | 'empty-text' | 'zero-date' | 'far-date';

const PATTERNS: Readonly<Record<NoneValue, string>> = {
  'zero-id': '^0$',
  'not-positive-id': '^(0|-[0-9]+)$',
  'empty-text': '^$',
  'zero-date': '^0001-01-01',
  // 'Never' is sent as a date about 200 years ahead.
  'far-date': '^(2[1-9]|[3-9][0-9])[0-9][0-9]-',
};

/** What is meant, for readers. */
export const NONE_MEANINGS: Readonly<Record<NoneValue, { readonly zh: string; readonly en: string }>> = {
  'zero-id': { zh: '0', en: '0' },
  'not-positive-id': { zh: '0或负数', en: '0 or less' },
  'empty-text': { zh: '空文本', en: 'empty text' },
  'zero-date': { zh: '0001-01-01', en: '0001-01-01' },
  'far-date': { zh: '2100年及以后', en: '2100 or later' },
};

/** A comparison costs a tenth of an expression, and every value of every record is asked; null: only the expression tells. */
const QUICK: Readonly<Record<NoneValue, ((text: string) => string) | null>> = {
  'zero-id': (text) => `${text} = '0'`,
  'not-positive-id': (text) => `${text} = '0' or ${text} like '-%' and ${text} ~ '^-[0-9]+$'`,
  'empty-text': (text) => `${text} = ''`,
  'zero-date': (text) => `${text} like '0001-01-01%'`,
  'far-date': null,
};

/** SQL condition that a text stands for nothing; `false` when the column has no such texts. */
export function isNoneSql(text: string, none: readonly NoneValue[]): string {
  const conditions = none.map((one) => QUICK[one]?.(text) ?? `${text} ~ '${PATTERNS[one]}'`);
  return conditions.length === 0 ? 'false' : conditions.join(' or ');
}

/** Those that are one text, which costs less to ask than any condition. */
const SINGLE: Readonly<Partial<Record<NoneValue, string>>> = { 'zero-id': '0', 'empty-text': '' };

/** SQL of the text where it says something: NULL where it stands for nothing. */
export function meantSql(text: string, none: readonly NoneValue[]): string {
  const others = none.filter((one) => SINGLE[one] === undefined);
  const meant = others.length === 0 ? text : `case when ${isNoneSql(text, others)} then null else ${text} end`;
  const singles = none.flatMap((one) => SINGLE[one] ?? []);
  return singles.reduce((sql, single) => `nullif(${sql}, '${single}')`, meant);
}

/** The same in TypeScript. */
export function isNone(text: string, none: readonly NoneValue[]): boolean {
  return none.some((one) => new RegExp(PATTERNS[one]).test(text));
}
