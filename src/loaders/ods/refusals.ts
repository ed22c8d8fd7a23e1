import { parse } from 'lossless-json';
import type { ClientBase } from 'pg';
import { statement } from '../../database/statement.ts';
import type { PageParameters, PageShape } from './page-sql.ts';
import { recordRows } from './page-sql.ts';
import type { PreparedPage } from './prepared-page.ts';
import type { RefusedRecord } from './quarantine.ts';

interface Placed {
  readonly position: number;
  readonly key: string;
}

/** Records that PostgreSQL cannot store as jsonb: a NUL escape, a lone surrogate, a number beyond its range. */
export async function refuseUnreadable(
  client: ClientBase,
  page: PreparedPage,
  raws: readonly string[],
): Promise<RefusedRecord[]> {
  const sql = `select n::int as n from unnest($raws::text[]) with ordinality as r(raw, n) where not etl_admin.is_jsonb(raw)`;
  const { rows } = await client.query<{ n: number }>(statement(sql, { raws }));
  return rows.map(({ n }) => {
    const raw = raws[n - 1] ?? '';
    return {
      ...refusal(page, n, raw),
      rule: 'refused_by_database',
      sourceId: keyInRaw(raw, page.shape),
      reason: reasonOf(raw),
    };
  });
}

/** Records without a usable key. */
export function refuseKeyless(
  page: PreparedPage,
  raws: readonly string[],
  keyless: readonly Placed[],
): RefusedRecord[] {
  const { key } = page.shape.endpoint;
  return keyless.map(({ position }) => ({
    ...refusal(page, position, raws[position - 1] ?? ''),
    rule: 'missing_key',
    column: key,
    reason: `the record has no key: ${key} is absent, empty, 0 or not a plain value`,
  }));
}

/** Records that say they belong to another store. */
export async function refuseForeign(
  client: ClientBase,
  page: PreparedPage,
  foreign: readonly Placed[],
): Promise<RefusedRecord[]> {
  if (foreign.length === 0) return [];
  const sql = `select r.n, r.owner_id from (${recordRows(page.shape)}) r where r.n = any($positions::int[])`;
  const values: PageParameters & { positions: number[] } = {
    ...page.parameters,
    positions: foreign.map((record) => record.position),
  };
  const { rows } = await client.query<{ n: number; owner_id: string }>(statement(sql, { ...values }));
  const keyByPosition = new Map(foreign.map((record) => [record.position, record.key]));
  const { owner } = page.shape.endpoint;
  return rows.map(({ n, owner_id }) => ({
    ...refusal(page, n, page.slices[n - 1]?.toString() ?? ''),
    rule: 'foreign_site',
    sourceId: keyByPosition.get(n) ?? null,
    column: owner.kind === 'row' ? owner.path : null,
    value: owner_id,
    reason: `the record belongs to store ${owner_id}, asked was store ${page.parameters.siteId}`,
  }));
}

/** Records whose key came before on the same page with another content; the first one was stored. */
export function refuseConflicting(
  page: PreparedPage,
  raws: readonly string[],
  conflicting: readonly Placed[],
): RefusedRecord[] {
  return conflicting.map(({ position, key }) => ({
    ...refusal(page, position, raws[position - 1] ?? ''),
    rule: 'duplicate_key',
    sourceId: key,
    column: page.shape.endpoint.key,
    value: key,
    reason: `the key ${key} came before on the same page with another content, which was stored`,
  }));
}

function refusal(page: PreparedPage, position: number, raw: string): Omit<RefusedRecord, 'rule' | 'reason'> {
  return {
    sourceId: null,
    column: null,
    value: null,
    raw,
    file: page.page.file,
    pageNo: page.page.pageNo,
    recordIndex: position - 1,
    seenAt: page.page.receivedAt,
  };
}

function reasonOf(raw: string): string {
  if (/\\u0000/i.test(raw)) return 'PostgreSQL cannot store the escape \\u0000 (NUL) in jsonb';
  if (/\\ud[89a-f]/i.test(raw)) return 'PostgreSQL cannot store half of a surrogate pair in jsonb';
  return 'PostgreSQL cannot store the record as jsonb';
}

/** A key with a NUL or half of a surrogate pair is itself what PostgreSQL cannot store. */
const isStorable = (key: string): boolean => !key.includes('\u0000') && !/\p{Surrogate}/u.test(key);

/** The exact key of a record that PostgreSQL could not read; null when it has none. */
function keyInRaw(raw: string, { endpoint, paths }: PageShape): string | null {
  const record: unknown = parse(raw, null, {
    parseNumber: (digits) => digits,
    onDuplicateKey: ({ newValue }) => newValue,
  });
  for (const path of paths.key) {
    const value = path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), record);
    if (typeof value === 'string' && value !== '' && value !== '0' && !endpoint.report) {
      return isStorable(value) ? value : null;
    }
  }
  return null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
