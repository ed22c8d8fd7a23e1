import { ConfigError } from '../../base/errors.ts';
import { isLocalTime } from '../../base/local-time.ts';
import { didYouMean } from '../../base/nearest-name.ts';
import { dimensionTable } from '../../catalog/dimensions/dimension-table.ts';
import { DIMENSIONS } from '../../catalog/dimensions.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { endpointOfTable } from '../../catalog/endpoints.ts';
import { WINDOW_FROM_PATH } from '../../catalog/fact.ts';
import { factTable } from '../../catalog/fact-table.ts';
import { FACTS } from '../../catalog/facts.ts';
import { LEGACY_VIEWS, odsCurrent } from '../../catalog/ods-table.ts';
import { TYPED_TABLES } from '../../catalog/warehouse.ts';
import { plainType, type WarehouseTable } from '../../catalog/warehouse-table.ts';

/** A table whose rows can be followed back to the answer they came in. */
export interface TraceTarget {
  readonly table: WarehouseTable;
  /** Endpoint of the records, as corrected. */
  readonly endpoint: Endpoint;
  /** Columns by which a row is asked for, behind the store. */
  readonly key: readonly string[];
  /** Task that fills a typed table; null for ODS itself. */
  readonly task: string | null;
  /** True when a row is one of several versions. */
  readonly versioned: boolean;
  /** Key of the ODS record, from the key of a row. */
  readonly sourceId: (key: RowKey) => string | null;
}

/** Values of key columns by name; for a dimension also `version`. */
export type RowKey = Readonly<Record<string, string>>;

/** Name of the pair that picks a version of a dimension. */
export const VERSION = 'version';

/** The table of a name, with or without schema; throws ConfigError when it has no rows that came from upstream. */
export function resolveTarget(name: string, endpoints: readonly Endpoint[]): TraceTarget {
  const wanted = name
    .toLowerCase()
    .replace(/^.*\./, '')
    .replace(/^(dim_\w+)_current$/, '$1');
  const targets = targetsOf(endpoints);
  const found = targets.get(wanted);
  if (found !== undefined) return found;
  if (TYPED_TABLES.some((table) => table.name.endsWith(`.${wanted}`))) {
    throw new ConfigError(
      'NOT_TRACEABLE',
      `the rows of ${wanted} are no records of upstream: they are computed, or come with the product. "feiqiu-etl lineage ${wanted}" says from what`,
    );
  }
  throw new ConfigError(
    'UNKNOWN_TABLE',
    `no table is called ${JSON.stringify(name)}.${didYouMean(wanted, targets.keys())} Tables: ${[...targets.keys()].join(', ')}`,
  );
}

function targetsOf(endpoints: readonly Endpoint[]): ReadonlyMap<string, TraceTarget> {
  const found = new Map<string, TraceTarget>();
  for (const fact of FACTS) {
    const isReport = fact.columns.some(({ path }) => path === WINDOW_FROM_PATH);
    found.set(fact.table, {
      table: factTable(fact),
      endpoint: endpointOfTable(fact.source, endpoints),
      key: fact.key,
      task: fact.task,
      versioned: false,
      sourceId: isReport ? reportSourceId : (key) => key[fact.key[0] ?? ''] ?? null,
    });
  }
  for (const dimension of DIMENSIONS) {
    found.set(dimension.table, {
      table: dimensionTable(dimension),
      endpoint: endpointOfTable(dimension.source, endpoints),
      key: dimension.key,
      task: dimension.task,
      versioned: true,
      sourceId: (key) => key[dimension.key[0] ?? ''] ?? null,
    });
  }
  for (const endpoint of endpoints) found.set(endpoint.table, odsTarget(endpoint));
  for (const [view, table] of Object.entries(LEGACY_VIEWS)) {
    found.set(view, odsTarget(endpointOfTable(table, endpoints)));
  }
  return found;
}

function odsTarget(endpoint: Endpoint): TraceTarget {
  const sourceId = (asked: RowKey): string | null => asked['source_id'] ?? null;
  return { table: odsCurrent(endpoint), endpoint, key: ['source_id'], task: null, versioned: false, sourceId };
}

const reportSourceId = ({ site_goods_id: goods, range_from: from, range_to: to }: RowKey): string =>
  `${goods}@${from}/${to}`;

/**
 * The key that the words of a command tell: `column=value`, or values alone in the order of the key. Throws ConfigError
 * naming what is missing, unknown, or no value of its column.
 */
export function parseKey(words: readonly string[], target: TraceTarget): RowKey {
  const names = [...target.key, ...(target.versioned ? [VERSION] : [])];
  const key: Record<string, string> = {};
  const places = [...target.key];
  for (const word of words) {
    const [, stated, text = ''] = word.match(/^([A-Za-z_]\w*)=(.*)$/s) ?? [];
    const name = stated ?? places.find((place) => key[place] === undefined);
    if (name === undefined || !names.includes(name)) throw badKey(target, unknownWord(word, stated, names));
    key[name] = stated === undefined ? word : text;
    assertValue(name, key[name], target);
  }
  const missing = target.key.filter((name) => key[name] === undefined);
  if (missing.length > 0) throw badKey(target, `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
  return key;
}

function unknownWord(word: string, stated: string | undefined, names: readonly string[]): string {
  if (stated === undefined) return `${JSON.stringify(word)} is one value too many`;
  return `${stated} is no part of it.${didYouMean(stated, names)}`;
}

function assertValue(name: string, value: string, target: TraceTarget): void {
  const column = target.table.columns.find((one) => one.name === name);
  const type = column === undefined ? 'text' : plainType(column);
  const fits = type === 'timestamptz' ? isLocalTime(value) : type === 'text' || isInt64(value);
  if (fits) return;
  const wanted = type === 'timestamptz' ? 'a time such as "2026-01-02 08:00:00"' : 'a whole number of 64 bits';
  throw badKey(target, `${name} is ${wanted}, not ${JSON.stringify(value)}`);
}

const isInt64 = (text: string): boolean =>
  /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

function badKey({ table, key, versioned }: TraceTarget, problem: string): ConfigError {
  const name = table.name.replace(/^.*\./, '');
  const asked = [...key.map((column) => column.toUpperCase()), ...(versioned ? ['[version=N]'] : [])].join(' ');
  return new ConfigError('BAD_KEY', `${problem}. A row of ${name} is asked for by: trace ${`${name} ${asked}`.trim()}`);
}
