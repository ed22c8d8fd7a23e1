import { beforeAll, describe, expect, test } from 'vitest';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import { orphansSql, type Relation, type RelationEnd, sourcePath } from '../../src/catalog/relation.ts';
import { RELATIONS } from '../../src/catalog/relations.ts';
import type { Client } from '../../src/database/connection.ts';
import { statement } from '../../src/database/statement.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';
import CONTRACT from '../simulator/rules/relations.json' with { type: 'json' };

/** The contract writes conditions over its own fields, in which 0 is nothing. */
const CONDITIONS: Readonly<Record<string, string | null>> = {
  'relate_type = 2': 'relate_type = 2',
  'relate_type = 5': 'relate_type = 5',
  'from_type IN (1,3)': 'from_type in (1, 3)',
  'from_type = 2': 'from_type = 2',
  'order_settle_id > 0': 'order_settle_id is not null',
  'site_order_id > 0': null,
};

test('the relations are the 99 of the contract, under the same conditions', () => {
  const declared = RELATIONS.map(({ from, to, where }) => [sourcePath(from), sourcePath(to), where].join(' '));
  const documented = CONTRACT.map(({ from, to, where }) =>
    [from, to, where === undefined ? null : CONDITIONS[where]].join(' '),
  );
  expect(declared).toHaveLength(99);
  expect(declared.toSorted()).toEqual(documented.toSorted());
  expect(new Set(RELATIONS.map(({ id }) => id)).size).toBe(99);
});

const isDimension = ({ table }: RelationEnd): boolean => 'members' in table;

const named = (relations: readonly Relation[]): (readonly [string, Relation])[] =>
  relations.map((relation) => [relation.id, relation]);

/** What is part of the key of its own row cannot be pointed elsewhere. */
const isFixed = ({ from }: Relation): boolean => from.column === 'site_id' || from.table.key.includes(from.column);

describe('the relations of a simulated store', () => {
  const database = useTestDatabase('relations');
  const store = useSimulatedStore(database, { days: '8' });

  beforeAll(async () => {
    await store.run('DWD_*');
  }, 60_000);

  interface Orphan {
    readonly entry_key: string;
    readonly observed: string;
  }

  type Look = (relation: Relation, client: Pick<Client, 'query'>) => Promise<Orphan[]>;

  const orphansOf: Look = async (relation, client) => {
    const sql = `select entry_key, observed from (${orphansSql(relation)}) o`;
    return (await client.query<Orphan>(statement(sql, { siteId: store.siteId }))).rows;
  };

  const orphansOn =
    (day: string): Look =>
    async (relation, client) => {
      const days = 'with days as (select $day::date as business_date)';
      const sql = `${days} select entry_key, observed from (${orphansSql(relation, 'days')}) o`;
      return (await client.query<Orphan>(statement(sql, { siteId: store.siteId, day }))).rows;
    };

  /** What is found after these statements, which are undone. Each must do something. */
  async function orphansAfter(
    relation: Relation,
    statements: readonly string[],
    look: Look = orphansOf,
  ): Promise<Orphan[]> {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      for (const sql of statements) expect((await client.query(sql)).rowCount, sql).toBeGreaterThan(0);
      return await look(relation, client);
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  const one = async (sql: string): Promise<string> => {
    const { rows } = await database.pool.query<{ value: string }>(sql);
    return String(rows[0]?.value);
  };

  test.each(named(RELATIONS))('%s holds', async (_, relation) => {
    expect(await orphansOf(relation, database.pool)).toEqual([]);
  });

  test.each(named(RELATIONS.filter(({ required }) => required)))(
    '%s is in every row, as required',
    async (_, relation) => {
      const { from } = relation;
      const rows = `${dwdTable(from.table)} where ${concerned(relation)} and ${from.column} is null`;
      expect(await one(`select count(*)::text as value from ${rows}`)).toBe('0');
    },
  );

  test.each(named(RELATIONS.filter((relation) => !isFixed(relation))))(
    '%s tells the row that points nowhere',
    async (_, relation) => {
      const key = relation.from.table.key.join(', ');
      const entry_key = await one(`select concat_ws('/', ${key}) as value from ${childOf(relation)}`);
      const orphans = await orphansAfter(relation, [pointing(relation, '404')]);
      expect(orphans).toEqual([{ entry_key, observed: '404' }]);
    },
  );

  test.each(named(RELATIONS.filter((relation) => !isFixed(relation) && !isDimension(relation.from))))(
    '%s tells it on the day of the row and on no other',
    async (_, relation) => {
      const day = await one(`select business_date::text as value from ${childOf(relation)}`);
      const planted = [pointing(relation, '404')];
      expect(await orphansAfter(relation, planted, orphansOn(day))).toHaveLength(1);
      expect(await orphansAfter(relation, planted, orphansOn('2020-01-01'))).toEqual([]);
    },
  );

  test.each(named(RELATIONS))('%s tells the rows whose parent is gone', async (_, relation) => {
    const { from, to } = relation;
    const parent = isFixed(relation)
      ? `select ${from.column} as value from ${childOf(relation)}`
      : `select ${to.column} as value from ${parentOf(relation)}`;
    const id = await one(parent);
    const point = isFixed(relation) ? [] : [pointing(relation, id)];
    const orphans = await orphansAfter(relation, [...point, removalOf(relation, id)]);
    expect(orphans.length).toBeGreaterThan(0);
    expect(new Set(orphans.map(({ observed }) => observed))).toEqual(new Set([id]));
  });
});

/** Conditions of the rows that take part in a relation at one of its ends. */
const taking = (end: RelationEnd): string[] => [
  'not is_deleted',
  ...(isDimension(end) ? ['is_current'] : []),
  ...(end.level === undefined ? [] : [`category_level = ${end.level}`]),
];

const concerned = ({ from, where }: Relation): string =>
  [...taking(from), ...(where === null ? [] : [`(${where})`])].join(' and ');

/** FROM item of the first row that a relation concerns. */
function childOf(relation: Relation): string {
  const children = `${dwdTable(relation.from.table)} where ${concerned(relation)}`;
  return `(select ctid, * from ${children} order by ctid limit 1) child`;
}

/** Points the child to another parent. */
function pointing(relation: Relation, id: string): string {
  const { table, column } = relation.from;
  return `update ${dwdTable(table)} set ${column} = ${id} where ctid = (select ctid from ${childOf(relation)})`;
}

/** FROM item of the last row that it may point to, so that no row becomes its own parent. */
function parentOf({ to }: Relation): string {
  const conditions = [...taking(to), `${to.column} is not null`].join(' and ');
  return `(select * from ${dwdTable(to.table)} where ${conditions} order by ctid desc limit 1) parent`;
}

/** A member of a dimension must never have been there; a fact may also have been there once. */
function removalOf({ to }: Relation, id: string): string {
  const table = dwdTable(to.table);
  return isDimension(to)
    ? `delete from ${table} where ${to.column} = ${id}`
    : `update ${table} set is_deleted = true where ${to.column} = ${id}`;
}
