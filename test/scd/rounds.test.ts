import { expect, it } from 'vitest';
import { KEYS_A_ROUND } from '../../src/scd/rounds-sql.ts';
import { useTestDatabase } from '../harness/database.ts';
import { SITE } from '../harness/walks.ts';
import { DimensionStory } from './dimension-story.ts';

const database = useTestDatabase('scd_rounds');
const MEMBERS = KEYS_A_ROUND + 10;

const walk = (name: string, from: number): string[] =>
  Array.from({ length: MEMBERS - from }, (_, i) => {
    return `{"id":${from + i + 1},"site_id":${SITE},"table_name":"${name}","table_status":1}`;
  });

it('works through more keys than a round takes, when filling and when following up', async () => {
  const story = new DimensionStory(database.pool, 'dim_table', ['table_name']);
  await story.begin();
  await story.read('08:00', walk('A1', 0));
  expect(await story.follow()).toMatchObject({ keys: MEMBERS, added: MEMBERS, changed: 0, removed: 0 });
  expect(await story.follow()).toMatchObject({ keys: 0, added: 0 });
  // All but two change; those vanish.
  await story.read('09:00', walk('B1', 2));
  expect(await story.follow()).toMatchObject({ keys: MEMBERS, added: MEMBERS, changed: MEMBERS, removed: 0 });
  const { rows } = await database.pool.query(`select table_name, is_deleted, count(*)::int as keys
from billiards.dim_table where is_current group by 1, 2 order by 2, 1`);
  expect(rows).toEqual([
    { table_name: 'B1', is_deleted: false, keys: MEMBERS - 2 },
    { table_name: 'A1', is_deleted: true, keys: 2 },
  ]);
});

it('makes more keys than a round takes anew, and shows the first of what it found', async () => {
  const story = new DimensionStory(database.pool, 'dim_table', ['table_name']);
  await story.begin();
  await story.read('08:00', walk('A1', 0));
  await story.follow();
  const rows = 'select ctid, * from billiards.dim_table order by table_id';
  const filled = await database.pool.query('select * from billiards.dim_table order by table_id');
  const asFilled = await database.pool.query(rows);
  expect(await story.rebuild()).toMatchObject({ members: MEMBERS, differing: 0, added: 0, changed: 0, removed: 0 });
  expect((await database.pool.query(rows)).rows).toEqual(asFilled.rows);
  // One of the first round, one of the last; and one after all of them that ODS does not know.
  await database.pool.query(`delete from billiards.dim_table where table_id = ${MEMBERS};
    update billiards.dim_table set table_name = 'broken' where table_id = 2;
    insert into billiards.dim_table (site_id, table_id, valid_from, valid_to, version, is_current, is_deleted, _source_id, _load_id)
    values (${SITE}, ${MEMBERS + 1}, '-infinity', 'infinity', 1, true, false, 'ghost', 1)`);
  const outcome = await story.rebuild();
  expect(outcome).toMatchObject({
    members: MEMBERS + 1,
    differing: 3,
    added: 1,
    changed: 1,
    removed: 1,
    leftBefore: 0,
  });
  expect(outcome.sample.map(({ change, key }) => [change, key])).toEqual([
    ['changed', '2'],
    ['added', `${MEMBERS}`],
    ['removed', `${MEMBERS + 1}`],
  ]);
  expect((await database.pool.query('select * from billiards.dim_table order by table_id')).rows).toEqual(filled.rows);
});
