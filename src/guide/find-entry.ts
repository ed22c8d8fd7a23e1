import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { ENTRIES } from './chapters.ts';
import type { Entry } from './entry.ts';

/** What to do about a code, in both languages; in Chinese also what it means, because messages are English. Null: unknown. */
export function adviceOn(code: string | null): { readonly zh: string; readonly en: string } | null {
  const found = ENTRIES.find((entry) => entry.code === code);
  return found === undefined ? null : { zh: `${found.zh.means}：${found.zh.todo}`, en: found.en.todo };
}

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
