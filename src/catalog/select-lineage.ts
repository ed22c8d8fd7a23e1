import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { LineageEntry } from './lineage.ts';
import { ODS_SCHEMA } from './ods-table.ts';

/**
 * The columns of a table, or one column; for an ODS table or field of it, the columns that show it. With or without
 * schema; null: everything. Throws ConfigError for a name that is not there.
 */
export function selectLineage(entries: readonly LineageEntry[], name: string | null): readonly LineageEntry[] {
  if (name === null) return entries;
  const [, table = '', rest = ''] = name.match(/^(?:billiards(?:_\w+)?\.)?(\w+)(?:\.(.+))?$/) ?? [];
  const ofTable = entries.filter((entry) => unqualified(entry.table) === table.toLowerCase());
  if (ofTable.length > 0) return narrowed(ofTable, rest, ({ column }) => [column], name);
  const ods = `${ODS_SCHEMA}.${table.toLowerCase()}`;
  const fromRecords = entries.filter(({ from }) => from.some((source) => source.table === ods));
  if (fromRecords.length > 0) return narrowed(fromRecords, rest, (entry) => pathsFrom(entry, ods), name);
  const known = entries.flatMap((entry) => [entry.table, ...entry.from.map((source) => source.table)]).map(unqualified);
  const names = [...new Set(known)].filter((one) => !one.endsWith('_history'));
  throw new ConfigError(
    'UNKNOWN_TABLE',
    `no table is called ${JSON.stringify(name)}.${didYouMean(table, names)} Tables: ${names.join(', ')}`,
  );
}

/** Tables that are made from a table, besides itself. */
export function tablesFrom(table: string, entries: readonly LineageEntry[]): string[] {
  const made = entries.filter((entry) => entry.table !== table && entry.from.some((source) => source.table === table));
  return [...new Set(made.map((entry) => entry.table))];
}

const unqualified = (name: string): string => name.replace(/^.*\./, '');

const pathsFrom = ({ from }: LineageEntry, ods: string): readonly string[] =>
  from.filter((source) => source.table === ods).flatMap(({ paths }) => paths);

function narrowed(
  entries: readonly LineageEntry[],
  wanted: string,
  namesOf: (entry: LineageEntry) => readonly string[],
  asked: string,
): readonly LineageEntry[] {
  if (wanted === '') return entries;
  const found = entries.filter((entry) => namesOf(entry).includes(wanted));
  if (found.length > 0) return found;
  const names = [...new Set(entries.flatMap(namesOf))];
  throw new ConfigError(
    'UNKNOWN_COLUMN',
    `nothing is called ${JSON.stringify(asked)}.${didYouMean(wanted, names)} There are: ${names.join(', ')}`,
  );
}
