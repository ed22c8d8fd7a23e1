import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { SITE } from '../harness/walks.ts';
import { DimensionStory } from './dimension-story.ts';

const database = useTestDatabase('scd_rebuild');
let story: DimensionStory;

const table = (id: number, name = 'A1', status = 1): string =>
  `{"id":${id},"site_id":${SITE},"table_name":"${name}","table_status":${status}}`;

/** One table that is renamed at nine and at eleven, one that vanishes for an hour, one that never changes. */
const RIGHT = [
  '1 v1 [-infinity,09:00) A1 1',
  '1 v2 [09:00,11:00) B1 2',
  '1 v3 [11:00,infinity) C1 1 current',
  '2 v1 [-infinity,10:00) A2 1',
  '2 v2 [10:00,11:00) A2 1 deleted',
  '2 v3 [11:00,infinity) A2 1 current',
  '3 v1 [-infinity,infinity) A3 1 current',
];

beforeEach(async () => {
  story = new DimensionStory(database.pool, 'dim_table', ['table_name', 'table_status']);
  await story.begin();
  await story.load('08:00', [table(1), table(2, 'A2'), table(3, 'A3')]);
  await story.load('09:00', [table(1, 'B1'), table(2, 'A2'), table(3, 'A3')]);
  await story.load('10:00', [table(1, 'B1', 2), table(3, 'A3')]);
  await story.load('11:00', [table(1, 'C1'), table(2, 'A2'), table(3, 'A3')]);
});

const at = (hour: string): string => `2025-11-01T${hour}:00Z`;

const run = (sql: string): Promise<unknown> => database.pool.query(sql);

/** A row as a damage leaves it: `number` is its version. */
const version = (id: number, [from, to]: readonly [string, string], name: string, number = 9): string =>
  `insert into billiards.dim_table (site_id, table_id, table_name, table_status, valid_from, valid_to, version, is_current, is_deleted,
     _source_id, _load_id) values (${SITE}, ${id}, '${name}', 1, '${from}', '${to}', ${number}, '${to}' = 'infinity', false, '${id}', 1)`;

const rename = (id: number, number: number, name: string): string =>
  `update billiards.dim_table set table_name = '${name}' where table_id = ${id} and version = ${number}`;

describe('a history made anew', () => {
  it('that was right writes no row', async () => {
    expect(await story.table()).toEqual(RIGHT);
    const rows = 'select ctid, xmin, * from billiards.dim_table order by table_id, valid_from';
    const before = await database.pool.query(rows);
    const nothing = { members: 3, differing: 0, added: 0, changed: 0, removed: 0, leftBefore: 0, sample: [] };
    expect(await story.rebuild()).toEqual(nothing);
    for (const hour of ['07:00', '09:00', '10:30', '12:00']) expect(await story.rebuild(at(hour))).toEqual(nothing);
    expect((await database.pool.query(rows)).rows).toEqual(before.rows);
  });

  it.each<[string, string]>([
    ['wrong values', rename(1, 2, 'broken')],
    ['a version too many', version(3, [at('08:30'), at('08:45')], 'ghost')],
    ['a version too few', 'delete from billiards.dim_table where table_id = 1 and version = 2'],
    ['wrong numbers', 'update billiards.dim_table set version = version + 5'],
    [
      'a shifted border',
      `update billiards.dim_table set valid_to = '${at('09:30')}' where table_id = 1 and version = 1`,
    ],
    ['no row at all', 'delete from billiards.dim_table'],
    ['a table that ODS does not know', version(77, ['-infinity', 'infinity'], 'ghost', 1)],
  ])('over %s is as after a first fill', async (_, damage) => {
    const all = 'select * from billiards.dim_table order by table_id, valid_from';
    await run('truncate billiards.dim_table, etl_admin.etl_cursor');
    await story.follow();
    const filled = await database.pool.query(all);
    await run(damage);
    expect((await story.rebuild()).differing).toBeGreaterThan(0);
    expect((await database.pool.query(all)).rows).toEqual(filled.rows);
  });

  it('tells what it found: how many, and of some the values before and after', async () => {
    await run(`${rename(1, 2, 'broken')}; ${version(77, ['-infinity', 'infinity'], 'ghost', 1)};
      delete from billiards.dim_table where table_id = 2 and version = 3`);
    expect(await story.rebuild()).toMatchObject({
      members: 4,
      differing: 3,
      added: 1,
      changed: 1,
      removed: 1,
      sample: [
        { change: 'changed', key: '1', values: { table_name: ['broken', 'B1'] } },
        { change: 'added', key: '2', validFrom: '2025-11-01 11:00:00+00', values: { table_name: [null, 'A2'] } },
        { change: 'removed', key: '77', validFrom: '-infinity', values: { table_name: ['ghost', null] } },
      ],
    });
  });

  it('leaves the other store alone', async () => {
    await run(version(1, ['-infinity', 'infinity'], 'elsewhere', 1).replace(SITE, '2790685415443269'));
    expect(await story.rebuild()).toMatchObject({ differing: 0 });
    expect(await story.table()).toContain('1 v1 [-infinity,infinity) elsewhere 1 current');
  });

  it('knows what ODS has learned since the last follow-up, which then finds it done', async () => {
    await story.read('12:00', [table(1, 'D1'), table(2, 'A2'), table(3, 'A3')]);
    expect(await story.rebuild()).toMatchObject({ added: 1, changed: 1 });
    expect(await story.follow()).toMatchObject({ keys: 1, added: 0, changed: 0, removed: 0 });
    expect(await story.table()).toContain('1 v4 [12:00,infinity) D1 1 current');
  });
});

describe('a history made anew from a moment on', () => {
  it('leaves what ended before, and says that it differs', async () => {
    await run(`${rename(1, 1, 'wrong then')}; ${rename(1, 3, 'wrong now')}`);
    expect(await story.rebuild(at('10:30'))).toMatchObject({ differing: 1, changed: 1, leftBefore: 1 });
    expect((await story.table()).slice(0, 3)).toEqual(['1 v1 [-infinity,09:00) wrong then 1', ...RIGHT.slice(1, 3)]);
  });

  it('lets the version that holds then go on when it is in the state that ODS says', async () => {
    await run(`delete from billiards.dim_table where table_id = 1 and version = 3;
      update billiards.dim_table set valid_to = 'infinity', is_current = true where table_id = 1 and version = 2`);
    expect(await story.rebuild(at('10:30'))).toMatchObject({ added: 1, changed: 1, removed: 0, leftBefore: 0 });
    expect(await story.table()).toEqual(RIGHT);
  });

  it('ends the version that holds then where ODS says something else, and begins a new one', async () => {
    await run(`delete from billiards.dim_table where table_id = 1 and version > 1;
      update billiards.dim_table set valid_to = 'infinity', is_current = true where table_id = 1`);
    expect(await story.rebuild(at('10:30'))).toMatchObject({ leftBefore: 1 });
    expect((await story.table()).slice(0, 3)).toEqual([
      '1 v1 [-infinity,10:30) A1 1',
      '1 v2 [10:30,11:00) B1 2',
      '1 v3 [11:00,infinity) C1 1 current',
    ]);
  });

  it('gives a table that has nothing before its whole history', async () => {
    await run('delete from billiards.dim_table where table_id = 1');
    expect(await story.rebuild(at('10:30'))).toMatchObject({ differing: 1, added: 3, leftBefore: 0 });
    expect(await story.table()).toEqual(RIGHT);
  });

  it('takes away what is later of a table that ODS does not know, and ends what holds', async () => {
    await run(`${version(77, ['-infinity', at('10:00')], 'ghost', 1)}; ${version(77, [at('10:00'), at('11:00')], 'spook', 2)};
      ${version(77, [at('11:00'), 'infinity'], 'shade', 3)}`);
    expect(await story.rebuild(at('10:30'))).toMatchObject({ changed: 1, removed: 1, leftBefore: 1 });
    expect((await story.table()).slice(7)).toEqual(['77 v1 [-infinity,10:00) ghost 1', '77 v2 [10:00,10:30) spook 1']);
  });

  it('never leaves a hole or an overlap, whatever was stored before', async () => {
    await run(`${version(3, [at('09:15'), at('10:45')], 'over', 4)}; ${rename(2, 2, 'x')}`);
    await story.rebuild(at('10:30'));
    const { rows } = await database.pool.query(`select table_id from (
      select table_id, valid_from, lag(valid_to) over (partition by table_id order by valid_from) as ended from billiards.dim_table
      where valid_to > '${at('10:30')}') v where ended is not null and ended <> valid_from`);
    expect(rows).toEqual([]);
    expect(await story.rebuild()).toMatchObject({ differing: 1 });
    expect(await story.table()).toEqual(RIGHT);
  });
});

it('the store is made anew from the snapshots in the rows', async () => {
  const shop = new DimensionStory(database.pool, 'dim_site', ['shop_name']);
  await shop.begin();
  const fee = (id: number, name: string): string => `{"id":${id},"siteProfile":{"id":${SITE},"shop_name":"${name}"}}`;
  await shop.load('08:00', [fee(1, 'old')]);
  await shop.load('09:00', [fee(1, 'old'), fee(2, 'new')]);
  const right = await shop.table();
  expect(right).toHaveLength(2);
  await run(`delete from billiards.dim_site_seen; update billiards.dim_site set shop_name = 'wrong'`);
  expect(await shop.rebuild()).toMatchObject({ members: 1, differing: 1, changed: 2, sample: [{ key: SITE }, {}] });
  expect(await shop.table()).toEqual(right);
});
