import { ConfigError } from '../base/errors.ts';

/** A whole number within bounds; throws ConfigError naming the flag. */
export function toCount(flag: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new ConfigError('BAD_NUMBER', `${flag} ${JSON.stringify(text)} is not a whole number from ${least} to ${most}`);
}
