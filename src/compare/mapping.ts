import { z } from 'zod';
import { readJsonFile } from '../base/json-file.ts';
import { isTimeZone } from '../base/local-time.ts';
import { nameTest } from '../base/name-list.ts';

const zone = z.string().refine(isTimeZone, 'is no time zone: write one like Asia/Shanghai');

/** How two columns of unlike types are brought to one form; nothing but casts, so that no difference can be argued away. */
const cast = z.union(
  [
    z.literal(['boolean', 'number', 'text', 'date']),
    z.strictObject({ zone }),
    z.strictObject({ scale: z.int().min(0).max(30) }),
  ],
  { error: 'is no cast: "boolean", "number", "text", "date", {"zone": "Asia/Shanghai"} or {"scale": 2}' },
);

const name = z.string().min(1);

const table = z.strictObject({
  /** Name of the table on the right; default the same name, null: not compared. */
  to: name.nullable().optional(),
  /** Column on the left → column on the right. */
  columns: z.record(name, name).optional(),
  /** Columns of either side that are not compared; * for anything. */
  ignore: z.array(name).optional(),
  /** Columns, by their names on the left, that tell rows apart. */
  key: z.array(name).min(1).optional(),
  /** By column on the left. */
  casts: z.record(name, cast).optional(),
  /** Column, by its name on the left, that --from and --to are about. */
  time: name.optional(),
});

const mapping = z.strictObject({
  /** For whoever reads the file; not used. */
  comment: z.union([z.string(), z.array(z.string())]).optional(),
  /** Columns of any table that are not compared; * for anything. */
  ignore: z.array(name).optional(),
  /** Tables that only the named side has and that are no difference; * for anything. */
  ignoreTables: z.strictObject({ left: z.array(name).optional(), right: z.array(name).optional() }).optional(),
  /** By table on the left. */
  tables: z.record(name, table).optional(),
});

export type Cast = z.infer<typeof cast>;
export type TableMapping = z.infer<typeof table>;
export type Mapping = z.infer<typeof mapping>;

/** Reads a mapping file; throws ConfigError that names the place of everything that is not understood. */
export function parseMapping(file: string, readText: (path: string) => string): Mapping {
  return readJsonFile(file, { origin: '--mapping', code: 'BAD_MAPPING', schema: mapping, readText });
}

/** A test for names by patterns in which * stands for anything; letter case counts, as in a database. */
export function namesLike(patterns: readonly string[]): (name: string) => boolean {
  const tests = patterns.map((pattern) => nameTest(pattern, 'counts'));
  return (one) => tests.some((isMeant) => isMeant(one));
}
