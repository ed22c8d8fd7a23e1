import { z } from 'zod';
import { toSiteId } from '../base/ids.ts';
import { isLocalDate, isTimeZone, type LocalDate } from '../base/local-time.ts';
import { splitNames } from '../base/name-list.ts';

/** How a setting is treated beyond its value: paths are made absolute, secrets never shown, URLs shown without password. */
export type Form = 'plain' | 'path' | 'secret' | 'url';

/** One kind of setting: how its text becomes a value and, in words, what is allowed. */
export interface Kind<T> {
  readonly schema: z.ZodType<T, string>;
  readonly allowed: string;
  readonly form: Form;
}

const TRUE_WORDS = ['1', 'true', 'yes', 'on'];
const FALSE_WORDS = ['0', 'false', 'no', 'off'];

/** Any text. */
export function text(allowed = 'text', form: Form = 'plain'): Kind<string> {
  return { schema: z.string(), allowed, form };
}

/** A file or folder; a relative one is below the working directory. */
export const path: Kind<string> = { schema: z.string(), allowed: 'a path', form: 'path' };

/** Yes or no, in the spellings people use. */
export const flag: Kind<boolean> = {
  schema: z.stringbool({ truthy: TRUE_WORDS, falsy: FALSE_WORDS }),
  allowed: `${TRUE_WORDS.join(', ')} or ${FALSE_WORDS.join(', ')}`,
  form: 'plain',
};

/** One of some words, in any case; the value is the word as listed. */
export function oneOf<const W extends string>(words: readonly W[]): Kind<W> {
  const byLowerCase = new Map(words.map((word) => [word.toLowerCase(), word]));
  const isKnown = (input: string): boolean => byLowerCase.has(input.toLowerCase());
  const toWord = (input: string): W => byLowerCase.get(input.toLowerCase()) as W;
  return { schema: z.string().refine(isKnown).transform(toWord), allowed: words.join(', '), form: 'plain' };
}

/** A whole number in a range. */
export function integer(least: number, most: number): Kind<number> {
  const schema = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
  return { schema, allowed: `a whole number from ${least} to ${most}`, form: 'plain' };
}

/** A number in a range, the lower end included only when it is zero. */
export function decimal(least: number, most: number): Kind<number> {
  const schema = z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
  return { schema, allowed: `a number from ${least} to ${most}`, form: 'plain' };
}

/** A positive 64-bit id, kept as text. */
export const siteId = {
  schema: z.string().refine(succeeds(toSiteId)).transform(toSiteId),
  allowed: 'a positive 64-bit integer',
  form: 'plain',
} as const satisfies Kind<string>;

/** An IANA time zone this machine knows. */
export const timeZone: Kind<string> = {
  schema: z.string().refine(isTimeZone),
  allowed: 'an IANA time zone such as Asia/Shanghai',
  form: 'plain',
};

/** A calendar date. */
export const date: Kind<LocalDate> = {
  schema: z.string().refine(isLocalDate),
  allowed: 'a date YYYY-MM-DD',
  form: 'plain',
};

/** A span of the day, `HH:MM-HH:MM`; it may cross midnight. */
export const quietHours: Kind<string> = {
  schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/),
  allowed: 'hours as HH:MM-HH:MM, for example 19:00-23:30',
  form: 'plain',
};

/** A role of the database server that need not be quoted; the server keeps `public` and `pg_…` to itself. */
export const roleName: Kind<string> = {
  schema: z.string().regex(/^(?!pg_|public$)[a-z_][a-z0-9_]{0,49}$/),
  allowed: 'a name of lower-case letters, digits and _ (at most 50), or none',
  form: 'plain',
};

/** An exact moment, written with its offset. */
export const instant: Kind<Date> = {
  schema: z.iso.datetime({ offset: true }).transform((value) => new Date(value)),
  allowed: 'a moment such as 2025-06-01T12:00:00+08:00',
  form: 'plain',
};

/** File names separated by commas, with or without `.json`. */
export const fileNames: Kind<readonly string[]> = {
  schema: z.string().transform((value) => Object.freeze(value.split(',').map(toFileName).filter(Boolean))),
  allowed: 'names separated by commas',
  form: 'plain',
};

function toFileName(value: string): string {
  return value.trim().replace(/\.json$/i, '');
}

/** A bearer token; a pasted "Bearer " in front is taken off. */
export const token: Kind<string> = {
  schema: z
    .string()
    .transform((value) => value.replace(/^bearer\s+/i, ''))
    .pipe(z.string().regex(/^[\x21-\x7e]+$/)),
  allowed: 'the token itself, without spaces or line breaks',
  form: 'secret',
};

/** An http or https address. */
export const httpUrl: Kind<string> = {
  schema: z
    .string()
    .refine((value) => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value))
    .transform((value) => value.replace(/\/+$/, '')),
  allowed: 'an address such as https://api.example.com',
  form: 'url',
};

/** The http or https address of a bot: who knows it may post there, so it is treated like a password. */
export const botUrl: Kind<string> = { ...httpUrl, form: 'secret' };

const ADDRESS = /^[^\s@,;<>"]+@[^\s@,;<>"]+$/;

/** One mail address. */
export const address: Kind<string> = {
  schema: z.string().regex(ADDRESS),
  allowed: 'a mail address',
  form: 'plain',
};

/** Mail addresses separated by commas. */
export const addresses: Kind<readonly string[]> = {
  schema: z
    .string()
    .transform((value) => Object.freeze(splitNames(value)))
    .refine((list) => list.length > 0 && list.every((one) => ADDRESS.test(one))),
  allowed: 'mail addresses separated by commas',
  form: 'plain',
};

/** A server that takes mail. */
export const smtpUrl: Kind<string> = {
  schema: z.string().refine((value) => /^smtps?:\/\/[^\s]+$/i.test(value) && isSmtpUrl(value)),
  allowed:
    'smtps://user:password@host:465, or smtp:// with port 587 or 25 (in user and password write @ as %40, # as %23, / as %2F, % as %25)',
  form: 'url',
};

function isSmtpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return url.hostname !== '' && url.hash === '' && succeeds(decodeURIComponent)(`${url.username}:${url.password}`);
}

/**
 * A PostgreSQL connection string, as URL or in libpq's keyword form. Only what nobody could mean is refused here: the
 * database layer reads the parts.
 */
export const dsn: Kind<string> = {
  schema: z.string().refine((value) => isKeywordDsn(value) || isPostgresUrl(value)),
  allowed:
    'postgresql://user:password@host:5432/database (in the password write @ as %40, # as %23, / as %2F, % as %25) or host=… port=… dbname=… user=… password=…',
  form: 'url',
};

function isKeywordDsn(value: string): boolean {
  return /^[a-z_]+\s*=/i.test(value) && /\bdbname\s*=/i.test(value);
}

function isPostgresUrl(value: string): boolean {
  if (/\s/.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  const isPostgres = url.protocol === 'postgresql:' || url.protocol === 'postgres:';
  return (
    isPostgres && url.hash === '' && succeeds(decodeURIComponent)(`${url.username}:${url.password}${url.pathname}`)
  );
}

function succeeds(convert: (value: string) => unknown): (value: string) => boolean {
  return (value) => {
    try {
      convert(value);
      return true;
    } catch {
      return false;
    }
  };
}
