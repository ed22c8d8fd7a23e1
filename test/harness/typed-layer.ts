import type { Dimension } from '../../src/catalog/dimensions/dimension.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { odsTable } from '../../src/catalog/ods-table.ts';
import { orphansSql } from '../../src/catalog/relation.ts';
import { RELATIONS } from '../../src/catalog/relations.ts';
import type { Pool } from '../../src/database/connection.ts';
import { statement } from '../../src/database/statement.ts';

type TypedTable = Fact | Dimension;

/** The same figure from the records of ODS and from the typed layer. */
export interface BothSides<T> {
  readonly ods: T;
  readonly typed: T;
}

const isDimension = (table: TypedTable): table is Dimension => 'members' in table;
const jsonPath = (dotted: string): string => `$.${dotted.replaceAll('[]', '[*]')}`;

/** Rows of a typed table and its open quarantine entries, and as many as the records of ODS ask for. */
export async function rowsOnBothSides(pool: Pool, table: TypedTable): Promise<BothSides<string>> {
  const rows = isDimension(table) ? `${dwdTable(table)}_current` : dwdTable(table);
  const { rows: found } = await pool.query<BothSides<string>>(`select (${expectedRows(table)})::text as ods,
  ((select count(*) from ${rows}) + (select count(distinct entry_key) from etl_admin.etl_quarantine
    where target_table = '${dwdTable(table)}' and status = 'OPEN'))::text as typed`);
  return found[0] as BothSides<string>;
}

function expectedRows(table: TypedTable): string {
  const ods = odsTable({ table: table.source });
  const records = `select count(*) from ${ods}`;
  if (!isDimension(table)) {
    if (table.lines === null) return records;
    const { path, present } = table.lines;
    const item = jsonPath(present === null ? path : `${path}.${present}`);
    return `select count(*) from ${ods} o, jsonb_path_query(o.payload, '${item} ? (@ != null)')`;
  }
  const { members } = table;
  if (members.kind === 'snapshot') return `select count(distinct site_id) from ${ods}`;
  if (members.kind === 'record') return records;
  return `select count(*) + sum(jsonb_array_length(payload -> '${members.children}')) from ${ods}`;
}

/** The sum of every amount of a typed table, and what the amounts in its ODS records come to; quarantined ones left out. */
export async function amountsOnBothSides(
  pool: Pool,
  table: TypedTable,
): Promise<BothSides<Readonly<Record<string, string>>>> {
  const columns = table.columns.filter(({ type }) => type.kind === 'money');
  if (columns.length === 0) return { ods: {}, typed: {} };
  const inCents = (sum: string, name: string): string => `coalesce(sum(${sum}), 0)::numeric(18, 2)::text as ${name}`;
  const inOds = columns.map(({ name, path }) =>
    inCents(`(select sum((v #>> '{}')::numeric) from jsonb_path_query(o.payload, '${jsonPath(path)}') v)`, name),
  );
  const refused = await pool.query<{ ids: string[] }>(`select coalesce(array_agg(source_id), '{}') as ids
    from etl_admin.etl_quarantine where target_table = '${dwdTable(table)}' and status = 'OPEN'`);
  const ods = await pool.query<Record<string, string>>(
    `select ${inOds.join(', ')} from ${odsTable({ table: table.source })} o where o.source_id <> all($1::text[])`,
    [refused.rows[0]?.ids],
  );
  const typed = await pool.query<Record<string, string>>(
    `select ${columns.map(({ name }) => inCents(name, name)).join(', ')} from ${dwdTable(table)}${isDimension(table) ? '_current' : ''}`,
  );
  return { ods: ods.rows[0] ?? {}, typed: typed.rows[0] ?? {} };
}

/** Every id of the store that stands for nothing, by relation. */
export async function orphansOf(pool: Pool, siteId: string): Promise<string[]> {
  const orphans: string[] = [];
  for (const relation of RELATIONS) {
    const { rows } = await pool.query<{ orphan: string }>(
      statement(`select concat_ws(' ', entry_key, observed) as orphan from (${orphansSql(relation)}) o limit 3`, {
        siteId,
      }),
    );
    orphans.push(...rows.map(({ orphan }) => `${relation.id}: ${orphan}`));
  }
  return orphans;
}
