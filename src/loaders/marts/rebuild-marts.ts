import type { ClientBase } from 'pg';
import type { SiteId } from '../../base/ids.ts';
import type { LocalDate } from '../../base/local-time.ts';
import { type BusinessDay, dayParameters } from '../../catalog/days.ts';
import { dwsTable, type Mart } from '../../catalog/mart.ts';
import { statement } from '../../database/statement.ts';
import { writeDifference } from '../../database/write-rows.ts';
import { type MartDifference, rebuildSql, writtenMart } from './rebuild-sql.ts';

/** What is to be computed again. */
export interface MartScope {
  readonly siteId: SiteId;
  readonly days: readonly BusinessDay[];
  /** The present business date, `$asOf` in the queries: values that age are as of this day. */
  readonly asOf: LocalDate;
  /** True when rows of all members are due, because the day their values refer to has moved on. */
  readonly allMembers: boolean;
}

/** Rows written or removed by business date; under '' those of marts that have no day. */
export type ChangedRows = ReadonlyMap<string, number>;

/**
 * Computes the marts of some days of one store again, inputs before what is computed from them, in the caller's
 * transaction. A day that is not in the result kept all its figures as they were.
 */
export async function rebuildMarts(client: ClientBase, marts: readonly Mart[], scope: MartScope): Promise<ChangedRows> {
  const values = { siteId: scope.siteId, asOf: scope.asOf, ...dayParameters(scope.days) };
  const changed = new Map<string, number>();
  const before = await membersMet(client, marts, scope);
  for (const mart of marts.filter(({ spread }) => spread === 'day')) await rebuild(client, mart, values, changed);
  const after = await membersMet(client, marts, scope);
  const members = scope.allMembers ? null : [...new Set([...before, ...after])];
  for (const mart of marts.filter(({ spread }) => spread === 'member'))
    await rebuild(client, mart, { ...values, members }, changed);
  return changed;
}

async function rebuild(
  client: ClientBase,
  mart: Mart,
  { siteId, ...others }: Readonly<Record<string, unknown>> & { readonly siteId: string },
  changed: Map<string, number>,
): Promise<void> {
  const { rows } = await client.query<MartDifference>(statement(rebuildSql(mart), { siteId, ...others }));
  const [found] = rows;
  if (found === undefined) throw new Error(`the computation of ${mart.table} returned no difference`);
  await writeDifference(client, writtenMart(mart), siteId, found);
  for (const [day, count] of Object.entries(JSON.parse(found.changed ?? '{}') as Readonly<Record<string, number>>)) {
    changed.set(day, (changed.get(day) ?? 0) + count);
  }
}

/** Members with a row on these days in the marts that member marts are computed from. */
async function membersMet(
  client: ClientBase,
  marts: readonly Mart[],
  { siteId, days, allMembers }: MartScope,
): Promise<string[]> {
  if (allMembers) return [];
  const read = new Set(marts.filter(({ spread }) => spread === 'member').flatMap(({ inputs }) => inputs));
  const sources = marts.filter(
    ({ table, spread, key }) => spread === 'day' && read.has(table) && key.includes('member_id'),
  );
  const met: string[] = [];
  for (const source of sources) {
    const sql = `select distinct member_id::text as member_id from ${dwsTable(source)}
where site_id = $siteId::bigint and business_date = any($dates::date[])`;
    const { rows } = await client.query<{ member_id: string }>(
      statement(sql, { siteId, dates: days.map(({ date }) => date) }),
    );
    met.push(...rows.map((row) => row.member_id));
  }
  return met;
}
