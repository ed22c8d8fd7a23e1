import { z } from 'zod';
import { ConfigError } from '../../base/errors.ts';
import { readJsonFile } from '../../base/json-file.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { PlainNames } from './plain-names.ts';

const OWN_NAMES = {
  origin: '--file-names',
  code: 'BAD_FILE_NAMES',
  schema: z.record(z.string().min(1), z.string(), 'expected {"name of a file": "ods_table", …}'),
} as const;

/**
 * Reads a file of names of one's own: `{"我的结账": "settlement_records"}`. The right side may be any known name of a table.
 * Throws ConfigError naming the file and the entry that is not understood.
 */
export function readOwnNames(
  file: string,
  endpoints: readonly Endpoint[],
  readText: (path: string) => string,
): ReadonlyMap<string, string> {
  const known = new PlainNames(endpoints);
  const given = readJsonFile(file, { ...OWN_NAMES, readText });
  const tables = Object.entries(given).map(([name, meant]) => {
    const table = known.tableNamed(meant);
    if (table !== undefined) return [name, table] as const;
    throw new ConfigError(
      'BAD_FILE_NAMES',
      `--file-names ${file}: ${JSON.stringify(name)} stands for ${JSON.stringify(meant)}, which is no ODS table.${known.hint(meant)}`,
      { details: { file } },
    );
  });
  return new Map(tables);
}
