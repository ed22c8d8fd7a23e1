import { expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { odsTables, TYPED_TABLES } from '../../src/catalog/warehouse.ts';
import { plainType } from '../../src/catalog/warehouse-table.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('comments');

const SCHEMAS = ['billiards_ods', 'billiards', 'billiards_dws'];

/** Meanings stand in both languages: `中文: English`. */
const BILINGUAL = /\p{Script=Han}.*: .*[A-Za-z]{2}/su;

interface Described {
  readonly name: string;
  readonly comment: string | null;
}

const RELATIONS = `select format('%s.%s', t.table_schema, t.table_name) as name,
  obj_description(format('%I.%I', t.table_schema, t.table_name)::regclass) as comment
from information_schema.tables t where t.table_schema = any($1) order by 1`;

const COLUMNS = `select format('%s.%s.%s', c.table_schema, c.table_name, c.column_name) as name,
  col_description(format('%I.%I', c.table_schema, c.table_name)::regclass, c.ordinal_position::int) as comment
from information_schema.columns c where c.table_schema = any($1) order by 1`;

test.each([
  ['table and view', RELATIONS, 100],
  ['column', COLUMNS, 1500],
])('every %s of ODS, DWD and DWS has its meaning in both languages in the database', async (_, sql, atLeast) => {
  const { rows } = await database.pool.query<Described>(sql, [SCHEMAS]);
  expect(rows.length).toBeGreaterThan(atLeast);
  expect(rows.filter(({ comment }) => !BILINGUAL.test(comment ?? ''))).toEqual([]);
});

/** Type modifiers of views are left out: a sum in a query forgets the scale of what it adds. */
const TYPES = `select format('%s.%s %s %s', c.table_schema, c.table_name, c.column_name,
  format_type(a.atttypid, case when r.relkind = 'v' then null else a.atttypmod end)) as name
from information_schema.columns c
join pg_class r on r.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
join pg_attribute a on a.attrelid = r.oid and a.attname = c.column_name where c.table_schema = any($1)`;

test('the catalog names every table, view and column there is, with its type, and no other', async () => {
  const { rows } = await database.pool.query<{ readonly name: string }>(TYPES, [SCHEMAS]);
  const declared = [...odsTables(ENDPOINTS), ...TYPED_TABLES].flatMap((table) =>
    table.columns.map((column) => {
      const type = table.kind === 'view' ? plainType(column).replace(/\(.*\)/, '') : plainType(column);
      return `${table.name} ${column.name} ${type.replace('timestamptz', 'timestamp with time zone')}`;
    }),
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(declared.toSorted());
});
