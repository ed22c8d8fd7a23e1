import { ENUM_TABLE } from '../../catalog/dimensions/enum-table.ts';
import { ENUMS } from '../../catalog/enums.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

const TABLE = ENUM_TABLE.name;

/** Makes dim_enum equal to the catalog. Returns how many rows changed; none when it is current. */
export async function loadEnums(client: Pick<Client, 'query'>): Promise<number> {
  const rows = Object.entries(ENUMS).flatMap(([name, { zh, en, values }]) =>
    values.map((value) => [name, String(value.code), zh, en, value.zh, value.en, value.mark] as const),
  );
  const column = (at: number): (string | undefined)[] => rows.map((row) => row[at]);
  const wanted = `unnest($names::text[], $codes::text[], $zhs::text[], $ens::text[], $labelZhs::text[], $labelEns::text[],
    $marks::text[]) as w(enum_name, code, enum_zh, enum_en, label_zh, label_en, certainty)`;
  const values = {
    names: column(0),
    codes: column(1),
    zhs: column(2),
    ens: column(3),
    labelZhs: column(4),
    labelEns: column(5),
    marks: column(6),
  };
  const written = await client.query(
    statement(
      `insert into ${TABLE} (enum_name, code, enum_zh, enum_en, label_zh, label_en, certainty)
select w.* from ${wanted} left join ${TABLE} e using (enum_name, code)
where e.code is null or (e.enum_zh, e.enum_en, e.label_zh, e.label_en, e.certainty)
  is distinct from (w.enum_zh, w.enum_en, w.label_zh, w.label_en, w.certainty)
order by w.enum_name, w.code
on conflict (enum_name, code) do update set enum_zh = excluded.enum_zh, enum_en = excluded.enum_en,
  label_zh = excluded.label_zh, label_en = excluded.label_en, certainty = excluded.certainty`,
      values,
    ),
  );
  const gone = await client.query(
    statement(
      `delete from ${TABLE} e where not exists (select 1 from unnest($names::text[], $codes::text[]) as w(enum_name, code)
  where w.enum_name = e.enum_name and w.code = e.code)`,
      values,
    ),
  );
  return (written.rowCount ?? 0) + (gone.rowCount ?? 0);
}
