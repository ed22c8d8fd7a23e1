import { factSettlement } from '../../src/catalog/facts/settlement.ts';
import { SITE, ZONE } from '../data/settlements.ts';

/**
 * The least that typed rows can cost: every record unpacked once, straight into the types of its columns, into an empty
 * table. It would fail on the first bad value, overwrites nothing, compares nothing and keeps no books.
 */
export function limitSql(table: string): string {
  const fields = factSettlement.columns.map(({ name, type, path }) => ({
    name,
    leaf: path.slice('settleList.'.length),
    // A time of the store's clock is no instant yet, and texts need no cast.
    ddl: type.kind === 'timestamp' ? 'timestamp' : type.kind === 'boolean' ? 'boolean' : type.ddl,
    value: valueOf(type.kind, path.slice('settleList.'.length)),
  }));
  return `insert into ${table} (site_id, ${fields.map(({ name }) => name).join(', ')}, business_date, is_deleted, _source_id, _load_id)
select o.site_id, ${fields.map(({ value }) => value).join(', ')},
  ((r."payTime") - interval '8 hours')::date, o.is_deleted, o.source_id, o.load_id
from billiards_ods.${factSettlement.source} o,
  jsonb_to_record(o.payload -> 'settleList') as r(${fields.map(({ leaf, ddl }) => `"${leaf}" ${ddl}`).join(', ')})
where o.site_id = ${SITE}`;
}

function valueOf(kind: string, leaf: string): string {
  if (kind === 'id') return `nullif(r."${leaf}", 0)`;
  return kind === 'timestamp' ? `r."${leaf}" at time zone '${ZONE}'` : `r."${leaf}"`;
}
