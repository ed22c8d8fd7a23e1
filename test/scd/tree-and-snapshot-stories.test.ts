import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { SITE } from '../harness/walks.ts';
import { DimensionStory } from './dimension-story.ts';

const database = useTestDatabase('scd_tree');

describe('the category tree', () => {
  let story: DimensionStory;

  beforeEach(async () => {
    story = new DimensionStory(database.pool, 'dim_goods_category', [
      'category_name',
      'category_level',
      'parent_goods_category_id',
    ]);
    await story.begin();
  });

  const child = (id: number, pid: number, name: string): string =>
    `{"id":${id},"category_name":"${name}","pid":${pid},"categoryBoxes":[]}`;
  const category = (id: number, name: string, ...children: readonly string[]): string =>
    `{"id":${id},"category_name":"${name}","pid":0,"categoryBoxes":[${children.join(',')}]}`;
  /** The endpoint is not paged and states no total; a complete walk in ODS needs neither. */
  const load = (hour: string, ...records: readonly string[]): Promise<unknown> =>
    story.load(hour, records, { end: { total: records.length } });

  it('is flattened with level and parent', async () => {
    await load('08:00', category(1, 'drinks', child(11, 1, 'tea'), child(12, 1, 'beer')), category(2, 'snacks'));
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,infinity) drinks 1 null current',
      '2 v1 [-infinity,infinity) snacks 1 null current',
      '11 v1 [-infinity,infinity) tea 2 1 current',
      '12 v1 [-infinity,infinity) beer 2 1 current',
    ]);
  });

  it('makes a version of a renamed child and leaves parent and sibling alone', async () => {
    await load('08:00', category(1, 'drinks', child(11, 1, 'tea'), child(12, 1, 'beer')));
    await load('09:00', category(1, 'drinks', child(11, 1, 'green tea'), child(12, 1, 'beer')));
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,infinity) drinks 1 null current',
      '11 v1 [-infinity,09:00) tea 2 1',
      '11 v2 [09:00,infinity) green tea 2 1 current',
      '12 v1 [-infinity,infinity) beer 2 1 current',
    ]);
  });

  it('says that a child is gone, and that it is back', async () => {
    await load('08:00', category(1, 'drinks', child(11, 1, 'tea')));
    await load('09:00', category(1, 'drinks'));
    await load('10:00', category(1, 'drinks', child(11, 1, 'tea')));
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,infinity) drinks 1 null current',
      '11 v1 [-infinity,09:00) tea 2 1',
      '11 v2 [09:00,10:00) tea 2 1 deleted',
      '11 v3 [10:00,infinity) tea 2 1 current',
    ]);
  });

  it('follows a child from one parent to another', async () => {
    await load('08:00', category(1, 'drinks', child(11, 1, 'tea')), category(2, 'hot'));
    await load('09:00', category(1, 'drinks'), category(2, 'hot', child(11, 2, 'tea')));
    expect((await story.table()).slice(2)).toEqual([
      '11 v1 [-infinity,09:00) tea 2 1',
      '11 v2 [09:00,infinity) tea 2 2 current',
    ]);
  });

  it('lets the children go with their parent', async () => {
    await load('08:00', category(1, 'drinks', child(11, 1, 'tea')), category(2, 'hot'));
    await load('09:00', category(2, 'hot'));
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,09:00) drinks 1 null',
      '1 v2 [09:00,infinity) drinks 1 null deleted current',
      '2 v1 [-infinity,infinity) hot 1 null current',
      '11 v1 [-infinity,09:00) tea 2 1',
      '11 v2 [09:00,infinity) tea 2 1 deleted current',
    ]);
  });
});

describe('the store, read from table-fee rows', () => {
  let story: DimensionStory;

  beforeEach(async () => {
    story = new DimensionStory(database.pool, 'dim_site', ['shop_name', 'light_status']);
    await story.begin();
  });

  const fee = (id: number, name: string, light = 1): string =>
    `{"id":${id},"site_id":${SITE},"create_time":"2025-11-01 10:00:00","siteProfile":{"id":${SITE},"shop_name":"${name}","light_status":${light}}}`;
  const DAY = { window: { from: '2025-11-01 08:00:00', to: '2025-11-02 08:00:00' } } as never;

  it('has one version while its rows agree', async () => {
    await story.load('08:00', [fee(1, 'Hall'), fee(2, 'Hall')], DAY);
    await story.load('09:00', [fee(1, 'Hall'), fee(2, 'Hall'), fee(3, 'Hall', 2)], DAY);
    expect(await story.table()).toEqual([`${SITE} v1 [-infinity,infinity) Hall 2 current`]);
  });

  it('has another from the moment rows show another name', async () => {
    await story.load('08:00', [fee(1, 'Hall')], DAY);
    await story.load('09:00', [fee(1, 'Hall'), fee(2, 'Grand Hall')], DAY);
    expect(await story.table()).toEqual([
      `${SITE} v1 [-infinity,09:00) Hall 1`,
      `${SITE} v2 [09:00,infinity) Grand Hall 1 current`,
    ]);
  });

  it('believes the newest row where rows of one page differ', async () => {
    await story.load('08:00', [fee(10, 'Hall'), fee(9, 'old name')], DAY);
    expect(await story.table()).toEqual([`${SITE} v1 [-infinity,infinity) Hall 1 current`]);
  });

  it('outlives its rows: a deleted row is no deleted store', async () => {
    await story.load('08:00', [fee(1, 'Hall'), fee(2, 'Hall')], DAY);
    await story.load('09:00', [fee(2, 'Hall')], DAY);
    expect(await story.table()).toEqual([`${SITE} v1 [-infinity,infinity) Hall 1 current`]);
  });
});
