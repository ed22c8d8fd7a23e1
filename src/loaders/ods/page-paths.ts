import type { Endpoint } from '../../catalog/endpoint.ts';

/**
 * The spellings under which a page holds the three values the loader needs. Upstream has been seen to change letter
 * case, so names are matched without regard to it and SQL is built for the spellings that were really met.
 */
export interface PagePaths {
  readonly key: readonly PathSpelling[];
  readonly eventTime: readonly PathSpelling[];
  readonly owner: readonly PathSpelling[];
}

/** One path as object keys from the record's root. */
export type PathSpelling = readonly string[];

/** Finds the spellings of key, event time and owner over all records of a page; the documented one always comes first. */
export function findPagePaths(records: readonly unknown[], endpoint: Endpoint): PagePaths {
  return {
    key: spellings(records, endpoint.key),
    eventTime: endpoint.eventTime === null ? [] : spellings(records, endpoint.eventTime),
    owner: endpoint.owner.kind === 'row' ? spellings(records, endpoint.owner.path) : [],
  };
}

function spellings(records: readonly unknown[], path: string): PathSpelling[] {
  const documented = path.split('.');
  const found = new Map<string, PathSpelling>([[path, documented]]);
  for (const record of records) {
    const spelling = spellingIn(record, documented);
    if (spelling !== null) found.set(spelling.join('.'), spelling);
  }
  return [...found.values()];
}

function spellingIn(record: unknown, path: PathSpelling): PathSpelling | null {
  const spelling: string[] = [];
  let value = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return null;
    const object = value as Readonly<Record<string, unknown>>;
    const key = name in object ? name : Object.keys(object).find((k) => k.toLowerCase() === name.toLowerCase());
    if (key === undefined) return null;
    spelling.push(key);
    value = object[key];
  }
  return spelling;
}

/** What stands at the path; null where there is nothing. */
export function valueAt(record: unknown, path: PathSpelling): unknown {
  let value = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value ?? null;
}

/** The text that was sent for a value of JSON.parse; null where it is none, or a number too large to tell. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}
