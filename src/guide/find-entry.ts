import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { ENTRIES } from './chapters.ts';
import type { Entry } from './entry.ts';

/** The entry of a code, in whatever letter case; an unknown one is told with the nearest. */
export function findEntry(code: string): Entry {
  const wanted = code.trim().toUpperCase();
  const found = ENTRIES.find((entry) => entry.code.toUpperCase() === wanted);
  if (found !== undefined) return found;
  const near = didYouMean(
    wanted,
    ENTRIES.map((entry) => entry.code),
  );
  throw new ConfigError(
    'UNKNOWN_CODE',
    `nothing is known of the code ${JSON.stringify(code)}.${near} "feiqiu-etl explain" without a code lists all`,
  );
}
