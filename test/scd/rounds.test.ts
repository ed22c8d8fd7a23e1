import { expect, it } from 'vitest';
import { KEYS_A_ROUND } from '../../src/scd/history-sql.ts';
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
