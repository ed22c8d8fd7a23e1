/**
 * Something that cannot be true of one record, whoever is right about the business: a row like that is quarantined, not
 * stored. Amounts that do not add up are no such thing. A refused row is missing from every figure, so sums are left to
 * the checks, which tell and keep the row.
 */
export interface RecordRule {
  /** Name of the rule in the quarantine. */
  readonly id: string;
  /** The columns that contradict each other. */
  readonly columns: readonly string[];
  /** SQL condition over typed columns; true refuses the row, NULL does not. */
  readonly impossible: string;
  readonly zh: string;
  readonly en: string;
}

/** Nothing ends before it starts. */
export function endBeforeStart(start: string, end: string): RecordRule {
  return {
    id: 'end_before_start',
    columns: [start, end],
    impossible: `${end} < ${start}`,
    zh: '结束早于开始',
    en: 'it ends before it starts',
  };
}

/** Time that passed is not negative. For measured time only: what is charged for may be corrected below zero. */
export function negativeSeconds(...columns: readonly string[]): RecordRule {
  return {
    id: 'negative_seconds',
    columns,
    impossible: `least(${columns.join(', ')}) < 0`,
    zh: '时长为负',
    en: 'time that passed is negative',
  };
}
