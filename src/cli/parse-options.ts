import { ConfigError } from '../base/errors.ts';
import { isTimeZone } from '../base/local-time.ts';
import { splitNames } from '../base/name-list.ts';
import { FOREVER_MS } from '../orchestration/store-writer.ts';

/** A list of names; null when the option was not given. Throws ConfigError when it names nothing. */
export function parseNames(flag: string, text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const names = splitNames(text);
  if (names.length > 0) return names;
  throw new ConfigError('NO_NAMES', `${flag} ${JSON.stringify(text)} names nothing: give names separated by commas`);
}

/** `--stores` as a list; null when it was not given. Whether they are ids of stores is seen where they are looked up. */
export function parseStoreIds(text: string | undefined): string[] | null {
  return parseNames('--stores', text);
}

/** `--wait` in milliseconds; throws ConfigError for what is no number of seconds. */
export function parseWait(wait: string | boolean | undefined): number {
  if (wait === undefined || wait === false) return 0;
  if (wait === true) return FOREVER_MS;
  if (/^\d+(\.\d+)?$/.test(wait)) return Number(wait) * 1000;
  throw new ConfigError('BAD_WAIT', `--wait ${JSON.stringify(wait)} is not a number of seconds: write one, as in 60`);
}

/** A whole number within bounds; throws ConfigError naming the flag. */
export function parseCount(flag: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= most) return count;
  throw new ConfigError('BAD_NUMBER', `${flag} ${JSON.stringify(text)} is not a whole number from ${least} to ${most}`);
}

const MOST_LISTED = 100_000;

/** `--limit` of a list. */
export function parseLimit(text: string): number {
  return parseCount('--limit', text, 1, MOST_LISTED);
}

/** `--timezone` as an IANA zone; throws ConfigError for what is none. */
export function parseTimezone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new ConfigError(
    'BAD_TIMEZONE',
    `--timezone ${JSON.stringify(text)} is no time zone: write one like Asia/Shanghai`,
  );
}
