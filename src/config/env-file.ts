import { parseEnv } from 'node:util';
import { ConfigError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import { SETTING_NAMES, SETTINGS } from './settings.ts';

/** Names and texts, as in a `.env` file or the environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Stores keep tokens of their own under names like API_TOKEN_NORTH: those are not misspelt settings. */
const STORE_TOKEN = /^API_TOKEN_./;
const OUR_PREFIX = /^(API|ETL|ODS|PG|TEST|WINDOW|HISTORY|QUARANTINE)_/i;

/** Reads the text of a `.env` file (UTF-8, with or without byte order mark). */
export function parseEnvFile(content: string, file: string): Variables {
  if (content.includes('\0')) {
    throw new ConfigError('BAD_ENV_FILE', `${file} is not UTF-8 text: save it as UTF-8 (not "Unicode" or UTF-16)`);
  }
  return parseEnv(content.replace(/^\uFEFF/, ''));
}

/**
 * One warning for each name in a `.env` file that looks like a misspelt setting of ours. Other programs may keep their
 * own variables there; those are left in peace.
 */
export function warnOfUnknownNames(variables: Variables, file: string): string[] {
  const known = knownNames();
  const unknown = Object.keys(variables).filter((name) => !known.has(name) && !STORE_TOKEN.test(name));
  return unknown.flatMap((name) => {
    const nearest = nearestName(name, known);
    if (nearest === undefined && !OUR_PREFIX.test(name)) return [];
    const hint = nearest === undefined ? 'see .env.example for the names that are' : `did you mean ${nearest}?`;
    return [`${file}: ${name} is not a setting; ${hint}`];
  });
}

function knownNames(): Set<string> {
  const names = SETTING_NAMES.flatMap((name) => {
    const { aliases } = SETTINGS[name] as { readonly aliases?: readonly string[] };
    return [name, ...(aliases ?? [])];
  });
  return new Set(names);
}
