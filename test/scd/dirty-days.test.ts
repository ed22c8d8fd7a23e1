import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { SITE } from '../harness/walks.ts';
import { DimensionStory } from './dimension-story.ts';

const database = useTestDatabase('dimension_days');
let story: DimensionStory;

beforeEach(async () => {
  story = new DimensionStory(database.pool, 'dim_table', ['table_name']);
  await story.begin();
  await database.pool.query('truncate billiards.fact_table_fee, billiards.fact_settlement, etl_admin.etl_dirty_day');
});

const table = (id: number, name = 'A1', status = 1): string =>
  `{"id":${id},"site_id":${SITE},"table_name":"${name}","table_status":${status}}`;

/** One use of a table at a moment (UTC); a business day starts at midnight there, 08:00 in Shanghai. */
async function use(tableId: number, at: string, more = { siteId: SITE as string, deleted: false }): Promise<void> {
  await database.pool.query(
    `insert into billiards.fact_table_fee (site_id, table_fee_id, table_id, create_time, business_date, is_deleted, _source_id, _load_id)
     select $1::bigint, count(*) + 1, $2::bigint, $3::timestamptz, ($3::timestamptz at time zone 'UTC')::date, $4::boolean, '', 1
     from billiards.fact_table_fee`,
    [more.siteId, tableId, at, more.deleted],
  );
}

/** The marked days, and by whom. Takes the marks away, as a publication does. */
async function marked(): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `with gone as (delete from etl_admin.etl_dirty_day returning business_date || ' ' || input || ' ' || reason as line)
     select line from gone order by 1`,
  );
  return rows.map((row) => row.line);
}

const ofTable = (...days: string[]): string[] => days.map((day) => `${day} billiards.dim_table dimension`);

describe('a table that changes its name', () => {
  beforeEach(async () => {
    await story.load('08:00', [table(1), table(2, 'A2')]);
    for (const at of ['2025-10-31T05:00Z', '2025-11-01T08:30Z', '2025-11-01T09:30Z', '2025-11-03T01:00Z']) {
      await use(1, at);
      await use(2, at);
    }
  });

  it('marks the days of its uses from the moment of the change on', async () => {
    await story.load('09:00', [table(1, 'VIP1'), table(2, 'A2')]);
    expect(await marked()).toEqual(ofTable('2025-11-01', '2025-11-03'));
  });

  it('marks nothing for uses before, of deleted rows, of other tables, of other stores', async () => {
    await use(3, '2025-11-05T01:00Z');
    await use(1, '2025-11-06T01:00Z', { siteId: SITE, deleted: true });
    await use(1, '2025-11-07T01:00Z', { siteId: '2790685415443269', deleted: false });
    await story.load('09:00', [table(1, 'VIP1'), table(2, 'A2')], { at: '2025-11-02T09:00:00Z' });
    expect(await marked()).toEqual(ofTable('2025-11-03'));
  });

  it('marks only the time that a late archive tells otherwise', async () => {
    await story.load('', [table(1, 'new'), table(2, 'A2')], { at: '2025-11-04T08:00:00Z' });
    expect(await marked()).toEqual([]);
    await story.load('', [table(1, 'new'), table(2, 'A2')], { at: '2025-11-02T08:00:00Z' });
    expect(await marked()).toEqual(ofTable('2025-11-03'));
  });

  it('marks nothing again when it is followed up from the start', async () => {
    await story.load('09:00', [table(1, 'VIP1'), table(2, 'A2')]);
    await marked();
    await database.pool.query('delete from etl_admin.etl_cursor');
    await story.follow();
    expect(await marked()).toEqual([]);
  });

  it('marks nothing when only a column without history changes, or when it is gone', async () => {
    await story.load('09:00', [table(1, 'A1', 2), table(2, 'A2')]);
    await story.load('10:00', [table(2, 'A2')]);
    expect(await marked()).toEqual([]);
  });
});

describe('a table that is new', () => {
  it('marks the days on which it was used before it was seen', async () => {
    await use(1, '2025-10-02T05:00Z');
    await use(1, '2025-11-01T05:00Z');
    await story.load('08:00', [table(1)]);
    expect(await marked()).toEqual(ofTable('2025-10-02', '2025-11-01'));
  });

  it('looks no further back than late edits reach, when a complete walk has shown that it was not there', async () => {
    await story.load('08:00', [table(2)]);
    await use(1, '2025-09-25T05:00Z');
    await use(1, '2025-10-20T05:00Z');
    await story.load('09:00', [table(1), table(2)]);
    expect(await marked()).toEqual(ofTable('2025-10-20'));
  });

  it('marks nothing while there are no facts', async () => {
    await story.load('08:00', [table(1), table(2)]);
    expect(await marked()).toEqual([]);
  });
});

it('a store that changes its name marks the days of all its rows from then on', async () => {
  const shop = new DimensionStory(database.pool, 'dim_site', ['shop_name']);
  await shop.begin();
  const fee = (id: number, name: string): string => `{"id":${id},"siteProfile":{"id":${SITE},"shop_name":"${name}"}}`;
  await shop.load('08:00', [fee(1, 'old')]);
  await use(7, '2025-10-31T05:00Z');
  await use(7, '2025-11-03T05:00Z');
  await shop.load('09:00', [fee(1, 'old'), fee(2, 'new')]);
  expect(await shop.table()).toHaveLength(2);
  expect(await marked()).toEqual(['2025-11-03 billiards.dim_site dimension']);
});

it('a store that is seen for the first time marks the days of all its rows', async () => {
  const shop = new DimensionStory(database.pool, 'dim_site', ['shop_name']);
  await shop.begin();
  await use(7, '2025-10-31T05:00Z');
  await use(7, '2025-11-03T05:00Z', { siteId: '2790685415443269', deleted: false });
  await shop.load('08:00', [`{"id":1,"siteProfile":{"id":${SITE},"shop_name":"new"}}`]);
  expect(await marked()).toEqual(['2025-10-31 billiards.dim_site dimension']);
});

it('a category that changes its name marks the days of movements of its second level too', async () => {
  const tree = new DimensionStory(database.pool, 'dim_goods_category', ['category_name']);
  await tree.begin();
  const drinks = (second: string): string =>
    `{"id":1,"category_name":"drinks","categoryBoxes":[{"id":2,"category_name":"${second}"}]}`;
  await tree.load('08:00', [drinks('cola')]);
  await database.pool.query(
    `insert into billiards.fact_stock_movement (site_id, stock_movement_id, goods_category_id, goods_second_category_id, create_time,
       business_date, _source_id, _load_id) values ($1::bigint, 1, 1, 2, '2025-11-03T05:00Z', '2025-11-03', '', 1)`,
    [SITE],
  );
  await tree.load('09:00', [drinks('soda')]);
  expect(await marked()).toEqual(['2025-11-03 billiards.dim_goods_category dimension']);
});

describe('a member who is new', () => {
  const member = (id: number, joined: string): string =>
    `{"id":${id},"register_site_id":${SITE},"nickname":"TEST","create_time":"${joined}"}`;

  beforeEach(async () => {
    story = new DimensionStory(database.pool, 'dim_member', ['nickname']);
    await story.begin();
    await database.pool.query(`insert into billiards_dws.dws_day_status (site_id, business_date, status, since)
      select ${SITE}, d, 'PUBLISHED', now() from unnest('{2025-10-30,2025-10-31}'::date[]) d on conflict do nothing`);
  });

  it('marks the business day on which the member joined, if that day has figures', async () => {
    await story.load('08:00', [member(1, '2025-10-31 07:59:59'), member(2, '2025-09-01 12:00:00')]);
    expect(await marked()).toEqual(['2025-10-30 billiards.dim_member dimension']);
    await story.load('09:00', [member(1, '2025-10-31 07:59:59'), member(2, '2025-09-01 12:00:00')]);
    expect(await marked()).toEqual([]);
  });
});
