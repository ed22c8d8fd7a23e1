import type { ColumnType, Parsed } from './column-type.ts';
import { isNone, type NoneValue } from './none-value.ts';

/** What decides how a text becomes a value. */
export interface ValueRule {
  readonly type: ColumnType;
  readonly none: readonly NoneValue[];
}

/** SQL of the typed value of a text that is not one of `none` (`meantSql`): NULL for nothing and for what is not accepted. */
export function valueSql({ type }: ValueRule, meant: string): string {
  return type.kind === 'text' ? meant : `case when ${type.accepts(meant)} then ${type.cast(meant)} end`;
}

/** SQL condition that the text says something and was not accepted; null when everything is. */
export function isBadSql({ type }: ValueRule, meant: string, value: string): string | null {
  return type.kind === 'text' ? null : `${value} is null and ${meant} is not null`;
}

/** SQL condition that an accepted text says more than its value; null when that never happens. */
export function isRoundedSql({ type }: ValueRule, meant: string, value: string): string | null {
  return type.rounds === null ? null : type.rounds(meant, value);
}

/** SQL of the text to keep because the value does not say all of it (refused or rounded); null when that never happens. */
export function keptTextSql(rule: ValueRule, meant: string, value: string): string | null {
  if (rule.type.kind === 'text') return null;
  const rounded = isRoundedSql(rule, meant, value);
  return `case when ${value} is null then ${meant}${rounded === null ? '' : ` when ${rounded} then ${meant}`} end`;
}

/** The rule in TypeScript: a canonical text, null for nothing, or refused. */
export function parseValue({ type, none }: ValueRule, text: string | null): Parsed | null {
  return text === null || isNone(text, none) ? null : type.parse(text);
}
