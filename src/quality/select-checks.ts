import { ConfigError } from '../base/errors.ts';
import { nameTest, splitNames } from '../base/name-list.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Check } from '../catalog/check.ts';
import { CHECKS } from '../catalog/checks.ts';

/** What narrows the checks down; null: not narrowed. Both are words separated by commas. */
export interface CheckSelection {
  /** Ids, letter case ignored, `*` standing for anything (`SET-*,completeness.*`). */
  readonly checks: string | null;
  readonly family: string | null;
}

/** The checks that a selection lets through; throws ConfigError for a word that names none, with the nearest name. */
export function selectChecks({ checks, family }: CheckSelection, all: readonly Check[] = CHECKS): Check[] {
  const families = [...new Set(all.map((check) => check.family))];
  const wanted = family === null ? families : splitNames(family).map((word) => familyOf(word, families));
  const named = checks === null ? all : splitNames(checks).flatMap((word) => matching(word, all));
  return all.filter((check) => named.includes(check) && wanted.includes(check.family));
}

/** The check of an id, letter case ignored; throws ConfigError with the nearest name for another word. */
export function findCheck(id: string, all: readonly Check[] = CHECKS): Check {
  const found = all.find((check) => check.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw unknownCheck(id, all);
  return found;
}

function matching(word: string, all: readonly Check[]): Check[] {
  const isMeant = nameTest(word);
  const found = all.filter(({ id }) => isMeant(id));
  if (found.length === 0) throw unknownCheck(word, all);
  return found;
}

function familyOf(word: string, families: readonly Check['family'][]): Check['family'] {
  const found = families.find((family) => family === word.toLowerCase());
  if (found !== undefined) return found;
  throw new ConfigError(
    'UNKNOWN_FAMILY',
    `no family of checks is called ${JSON.stringify(word)}.${didYouMean(word, families)} Families: ${families.join(', ')}`,
  );
}

function unknownCheck(word: string, all: readonly Check[]): ConfigError {
  const near = didYouMean(
    word,
    all.map(({ id }) => id),
  );
  return new ConfigError(
    'UNKNOWN_CHECK',
    `no check is called ${JSON.stringify(word)}.${near} "feiqiu-etl quality list" shows all ${all.length}`,
  );
}
