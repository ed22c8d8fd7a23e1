import { z } from 'zod';
import { ConfigError, messageOf } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { PlainNames } from './plain-names.ts';

const ownNames = z.record(z.string().min(1), z.string());

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
  const tables = Object.entries(parseNames(file, readText)).map(([name, meant]) => {
    const table = known.tableNamed(meant);
    if (table !== undefined) return [name, table] as const;
    throw bad(
      file,
      `${JSON.stringify(name)} stands for ${JSON.stringify(meant)}, which is no ODS table.${known.hint(meant)}`,
    );
  });
  return new Map(tables);
}

function parseNames(file: string, readText: (path: string) => string): Readonly<Record<string, string>> {
  let json: unknown;
  try {
    json = JSON.parse(readText(file));
  } catch (error) {
    throw bad(file, `it cannot be read as JSON: ${messageOf(error)}`);
  }
  const parsed = ownNames.safeParse(json);
  if (parsed.success) return parsed.data;
  throw bad(file, 'expected {"name of a file": "ods_table", …}');
}

function bad(file: string, what: string): ConfigError {
  return new ConfigError('BAD_FILE_NAMES', `--file-names ${file}: ${what}`, { details: { file } });
}
