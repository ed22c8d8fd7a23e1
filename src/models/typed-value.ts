import { type ColumnType, type Parsed } from './column-type.ts';
import { isNone, isNoneSql, type NoneValue } from './none-value.ts';

/** What decides how a text becomes a value. */
export interface ValueRule {
  readonly type: ColumnType;
  readonly none: readonly NoneValue[];
}

/** SQL of the typed value: NULL for nothing and for what the type does not accept. */
export function valueSql({ type, none }: ValueRule, text: string): string {
  if (type.kind === 'text' && none.length === 0) return text;
  return `case when ${isNoneSql(text, none)} then null when ${type.accepts(text)} then ${type.cast(text)} end`;
}

/** SQL condition that the text is there, does not stand for nothing, and was not accepted. */
export function isBadSql({ type, none }: ValueRule, text: string, value: string): string | null {
  if (type.kind === 'text') return null;
  return `${value} is null and ${text} is not null and not (${isNoneSql(text, none)})`;
}

/** SQL of the text to keep because the value does not say all of it (refused or rounded); null when that never happens. */
export function keptTextSql(rule: ValueRule, text: string, value: string): string | null {
  const bad = isBadSql(rule, text, value);
  if (bad === null) return null;
  const rounds = rule.type.rounds;
  // A refused text has no value, so the second branch sees accepted ones only.
  const rounded =
    rounds === null ? '' : ` when ${value} is not null then case when ${rounds(text, value)} then ${text} end`;
  return `case when ${bad} then ${text}${rounded} end`;
}

/** The rule in TypeScript: a canonical text, null for nothing, or refused. */
export function parseValue({ type, none }: ValueRule, text: string | null): Parsed | null {
  return text === null || isNone(text, none) ? null : type.parse(text);
}
