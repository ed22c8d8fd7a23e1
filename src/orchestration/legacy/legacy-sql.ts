import { literal, quoteName } from '../../base/sql-text.ts';
import { utcText } from '../../database/utc-text.ts';
import type { LegacyColumn, LegacyTable } from './find-tables.ts';

/*
 * Named parameters of these statements: $zone (of times without one), $fetchedAt (of rows without a time, or null),
 * $defaultSite (of rows that name no store, or null), and $siteId.
 */

/** The payload as text. A json column that holds a string holds JSON that was encoded twice. */
function payloadText({ name, type }: LegacyColumn): string {
  const column = `t.${quoteName(name)}`;
  if (type !== 'jsonb' && type !== 'json') return `coalesce(${column}, 'null')`;
  return `coalesce(case when ${type}_typeof(${column}) = 'string' then ${column} #>> '{}' else ${column}::text end, 'null')`;
}

function fetchedAt({ fetchedAt: column }: LegacyTable): string {
  const fallback = '$fetchedAt::timestamptz';
  if (column === null) return fallback;
  const name = `t.${quoteName(column.name)}`;
  const instant = column.type === 'timestamp with time zone' ? name : `${name}::timestamp at time zone $zone::text`;
  return `coalesce(${instant}, ${fallback})`;
}

/**
 * The store of a row: what its column says; without one what the record says under the owner's name; else the default.
 * This only decides by which store it is loaded: the loader holds every record against the owner rule again.
 */
function siteOf({ site, endpoint, payload }: LegacyTable): string {
  const fallback = '$defaultSite::text';
  if (site !== null) return `coalesce(nullif(t.${quoteName(site.name)}::text, '0'), ${fallback})`;
  if (endpoint.owner.kind !== 'row') return fallback;
  const path = endpoint.owner.path.split('.');
  const column = `t.${quoteName(payload.name)}`;
  const exact = payload.type.startsWith('json') ? `${column} #>> ${literal(`{${path.join(',')}}`)}, ` : '';
  // Text may be no JSON at all, and JSON in JSON has its quotes escaped: looked for by name.
  const byName = `substring(${payloadText(payload)} from ${literal(`${path.at(-1) ?? ''}\\\\*"\\s*:\\s*\\\\*"?([0-9]+)`)})`;
  return `coalesce(nullif(coalesce(${exact}${byName}), '0'), ${fallback})`;
}

function rowsOf(table: LegacyTable): string {
  const order = table.order.map(({ name }, i) => `, t.${quoteName(name)} as o${i}`).join('');
  return `select ${siteOf(table)} as site, ${fetchedAt(table)} as fetched, ${payloadText(table.payload)} as payload${order}
from ${quoteName(table.schema)}.${quoteName(table.name)} t`;
}

/** How many rows of which store, from when to when, and how many say neither. */
export function countLegacySql(table: LegacyTable): string {
  return `select site, count(*)::int as rows, count(*) filter (where fetched is null)::int as timeless,
  ${utcText('min(fetched)')} as first, ${utcText('max(fetched)')} as last
from (${rowsOf(table)}) r group by site order by site`;
}

/** The rows of one store in the order in which they were received, cut to the second. */
export function readLegacySql(table: LegacyTable): string {
  const order = table.order.map((_, i) => `r.o${i}, `).join('');
  const file = table.order[0]?.name === 'source_file' ? 'r.o0::text' : `''`;
  return `select r.payload, ${utcText('r.fetched')} as fetched, coalesce(${file}, '') as file
from (${rowsOf(table)}) r where r.site = $siteId::text
order by date_trunc('second', r.fetched), ${order}md5(r.payload)`;
}
