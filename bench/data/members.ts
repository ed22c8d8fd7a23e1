import { memberProfiles } from '../../src/catalog/endpoints/member-profiles.ts';
import type { Field } from '../../src/catalog/field.ts';
import type { ScratchServer } from '../lib/scratch-server.ts';
import { SITE } from './settlements.ts';

export const MEMBER_ENDPOINT = memberProfiles;
/** One member in a hundred changes in a round. */
export const CHANGED_MEMBERS = 'right(source_id, 2) = $$37$$';

const TABLE = `billiards_ods.${memberProfiles.table}`;
const FIRST_ID = 2_799_000_000_000_000n;
const SEEN_AT = "timestamptz '2026-01-01 04:00:00+00'";

/** Puts so many members into ODS as one load of the product would have left them there, and nothing else. */
export async function fillMembers(server: ScratchServer, members: number): Promise<void> {
  const pairs = memberProfiles.fields.map((field) => `'${field.path}', ${valueSql(field)}`);
  await server.run(`truncate ${TABLE}, ${TABLE}_history`);
  await server.run(`insert into ${TABLE} (site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no,
  record_index, load_id, fetched_at, first_seen_at, event_time)
select ${SITE}, m.id::text, m.payload, md5(m.payload::text), '${memberProfiles.path}', 'bench', 1, m.n, 1, ${SEEN_AT}, ${SEEN_AT},
  m.payload ->> 'create_time'
from (select n, ${FIRST_ID} + n as id, jsonb_build_object(${pairs.join(', ')}) as payload from generate_series(1, ${members}) as n) m`);
  await setLastLoad(server, 1);
  await server.run(`vacuum (analyze) ${TABLE}`);
}

/** Gives one member in a hundred another nickname, as load `loadId` a day after the one before. */
export async function changeMembers(server: ScratchServer, loadId: number): Promise<void> {
  const seenAt = `${SEEN_AT} + interval '${loadId} days'`;
  await server.run(`insert into ${TABLE}_history (site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no,
  record_index, load_id, seen_from, seen_to)
select site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no, record_index, load_id, fetched_at, ${seenAt}
from ${TABLE} where ${CHANGED_MEMBERS}`);
  await server.run(`update ${TABLE} set load_id = ${loadId}, fetched_at = ${seenAt},
  payload = payload || jsonb_build_object('nickname', '改名' || ${loadId}), content_hash = md5(payload::text || ${loadId})
where ${CHANGED_MEMBERS}`);
  await setLastLoad(server, loadId);
}

async function setLastLoad(server: ScratchServer, loadId: number): Promise<void> {
  await server.run(`insert into etl_admin.etl_load_counter (site_id, table_name, last_load_id)
values (${SITE}, '${memberProfiles.table}', ${loadId})
on conflict (site_id, table_name) do update set last_load_id = excluded.last_load_id`);
}

/** A value of the field's kind; `n` is the number of the member. */
function valueSql({ path, type, zh, unit }: Field): string {
  if (path === 'id') return `${FIRST_ID} + n`;
  if (path === 'birthday') return "to_char(date '1970-01-01' + n % 12000, 'YYYY-MM-DD')";
  switch (type) {
    case 'id':
      return `${FIRST_ID} - n % 977`;
    case 'decimal':
      return unit === 'yuan' ? '(n % 48000)::numeric(18, 2)' : '(n % 480)::numeric(18, 2)';
    case 'datetime':
      return "to_char(timestamp '2023-01-01 10:00:00' + n * interval '90 seconds', 'YYYY-MM-DD HH24:MI:SS')";
    case 'text':
      return `'${zh}' || n % 9973`;
    default:
      return 'n % 2';
  }
}
