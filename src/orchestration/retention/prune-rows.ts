import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import type { Queryable } from '../../tasks/task.ts';
import type { OldRows } from './policies.ts';

/** What there is to remove, or was removed. */
export interface Amount {
  readonly items: number;
  readonly bytes: number;
  /** ISO instant of the oldest; null when there is none. */
  readonly oldest: string | null;
}

export const NOTHING: Amount = { items: 0, bytes: 0, oldest: null };

/** Two amounts together. */
export function plus(a: Amount, b: Amount): Amount {
  const oldest = a.oldest === null || (b.oldest !== null && b.oldest < a.oldest) ? b.oldest : a.oldest;
  return { items: a.items + b.items, bytes: a.bytes + b.bytes, oldest };
}

/** Which rows of a table are meant; `siteId` null: of all stores. */
export interface RowsWanted {
  readonly rows: OldRows;
  readonly before: Date;
  readonly siteId: string | null;
}

/** Rows that go in one statement: short enough that nobody waits for their locks. */
const BATCH_ROWS = 5_000;

/** Counts the rows. Their size is that of their values, without indexes. */
export async function measureRows(db: Queryable, wanted: RowsWanted): Promise<Amount> {
  const { table, at } = wanted.rows;
  const sql = `select count(*)::float8 as items, coalesce(sum(pg_column_size(r.*)), 0)::float8 as bytes,
  ${utcText(`min(${at})`)} as oldest
from ${table} r where ${conditionOf(wanted)}`;
  const { rows } = await db.query<Amount>(statement(sql, await valuesOf(db, wanted)));
  return rows[0] ?? NOTHING;
}

/** Removes the rows in batches, each a transaction of its own; returns how many. Stops between batches at `signal`. */
export async function removeRows(wanted: RowsWanted, { db, atomically, signal }: RemoveOptions): Promise<number> {
  const { table } = wanted.rows;
  // Said twice, because on a cluster each part of the statement has to tell on which machine its rows are.
  const ofStore = wanted.siteId === null ? '' : 'r.site_id = $siteId::bigint and ';
  const sql = `delete from ${table} r where ${ofStore}r.ctid = any(array(
  select r.ctid from ${table} r where ${conditionOf(wanted)} limit ${BATCH_ROWS}))`;
  const values = await valuesOf(db, wanted);
  let removed = 0;
  for (;;) {
    signal.throwIfAborted();
    const count = await atomically(async (client) => (await client.query(statement(sql, values))).rowCount ?? 0);
    removed += count;
    if (count < BATCH_ROWS) return removed;
  }
}

export interface RemoveOptions {
  readonly db: Pool;
  /** Runs one batch as a transaction, fenced where rows belong to a store. */
  readonly atomically: <T>(piece: (client: Queryable) => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

function conditionOf({ rows: { at, unless, keep }, siteId }: RowsWanted): string {
  const conditions = [
    `${at} < $before::timestamptz`,
    ...(unless === undefined ? [] : [`not (${unless.replaceAll('$before', '$before::timestamptz')})`]),
    ...(keep === undefined ? [] : [`r.${keep.column} <> all($kept::bigint[])`]),
    ...(siteId === null ? [] : ['r.site_id = $siteId::bigint']),
  ];
  return conditions.join(' and ');
}

async function valuesOf(db: Queryable, { rows: { keep }, before, siteId }: RowsWanted): Promise<Values> {
  const kept = keep === undefined ? [] : (await db.query<{ id: string }>(keep.sql)).rows.map(({ id }) => id);
  return { before, kept, siteId };
}

type Values = Readonly<Record<string, unknown>>;
