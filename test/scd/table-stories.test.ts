import { beforeEach, describe, expect, it } from 'vitest';
import type { SiteId } from '../../src/base/ids.ts';
import { useTestDatabase } from '../harness/database.ts';
import { SITE } from '../harness/walks.ts';
import { DimensionStory } from './dimension-story.ts';

const database = useTestDatabase('scd_stories');
let story: DimensionStory;

beforeEach(async () => {
  story = new DimensionStory(database.pool, 'dim_table', ['table_name', 'table_status']);
  await story.begin();
});

/** A table as upstream shows it: the name is tracked, the status (1 free, 2 in use) only follows along. */
const table = (id: number | string, name = 'A1', status = 1, more = ''): string =>
  `{"id":${id},"site_id":${SITE},"table_name":"${name}","table_status":${status}${more}}`;

describe('a table that changes', () => {
  it('starts with one version that holds since ever', async () => {
    await story.load('08:00', [table(1), table(2, 'A2')]);
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,infinity) A1 1 current',
      '2 v1 [-infinity,infinity) A2 1 current',
    ]);
  });

  it('gets a second version when its name changes, from the moment it was seen', async () => {
    await story.load('08:00', [table(1)]);
    await story.load('09:00', [table(1, 'VIP1')]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,09:00) A1 1', '1 v2 [09:00,infinity) VIP1 1 current']);
  });

  it('keeps its version when only the status changes, and shows the new status', async () => {
    await story.load('08:00', [table(1, 'A1', 1)]);
    const change = await story.load('09:00', [table(1, 'A1', 2)]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,infinity) A1 2 current']);
    expect(change).toMatchObject({ added: 0, changed: 1, removed: 0 });
  });

  it('leaves the last status of its time to a version that has ended', async () => {
    await story.load('08:00', [table(1, 'A1', 1)]);
    await story.load('09:00', [table(1, 'A1', 2)]);
    await story.load('10:00', [table(1, 'VIP1', 1)]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,10:00) A1 2', '1 v2 [10:00,infinity) VIP1 1 current']);
  });

  it('that is renamed and named back has three versions', async () => {
    await story.load('08:00', [table(1)]);
    await story.load('09:00', [table(1, 'VIP1')]);
    await story.load('10:00', [table(1)]);
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,10:00) VIP1 1',
      '1 v3 [10:00,infinity) A1 1 current',
    ]);
  });

  it('tells a value that came from one that went, and two missing ones are the same', async () => {
    const nameless = `{"id":1,"site_id":${SITE},"table_name":null,"table_status":1}`;
    await story.load('08:00', [nameless]);
    await story.load('09:00', [`{"id":1,"site_id":${SITE},"table_status":1}`]);
    await story.load('10:00', [table(1)]);
    await story.load('11:00', [nameless]);
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,10:00) null 1',
      '1 v2 [10:00,11:00) A1 1',
      '1 v3 [11:00,infinity) null 1 current',
    ]);
  });

  it('does not disturb its neighbours: interleaved changes of two tables', async () => {
    await story.load('08:00', [table(1), table(2, 'B1')]);
    await story.load('09:00', [table(1, 'A1x'), table(2, 'B1')]);
    await story.load('10:00', [table(1, 'A1x'), table(2, 'B1x')]);
    await story.load('11:00', [table(1), table(2, 'B1x')]);
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,11:00) A1x 1',
      '1 v3 [11:00,infinity) A1 1 current',
      '2 v1 [-infinity,10:00) B1 1',
      '2 v2 [10:00,infinity) B1x 1 current',
    ]);
  });

  it('makes no version of a field the dimension does not know', async () => {
    await story.load('08:00', [table(1)]);
    const change = await story.load('09:00', [table(1, 'A1', 1, ',"brand_new":"x"')]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,infinity) A1 1 current']);
    expect(change).toMatchObject({ keys: 1, added: 0, changed: 0, removed: 0 });
  });
});

describe('a table that vanishes', () => {
  it('has a version that says so, with what was last known of it', async () => {
    await story.load('08:00', [table(1), table(2, 'A2')]);
    await story.load('09:00', [table(2, 'A2')]);
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,infinity) A1 1 deleted current',
      '2 v1 [-infinity,infinity) A2 1 current',
    ]);
  });

  it('and returns unchanged has three truthful intervals', async () => {
    await story.load('08:00', [table(1), table(2, 'A2')]);
    await story.load('09:00', [table(2, 'A2')]);
    await story.load('10:00', [table(1), table(2, 'A2')]);
    expect((await story.table()).slice(0, 3)).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,10:00) A1 1 deleted',
      '1 v3 [10:00,infinity) A1 1 current',
    ]);
  });

  it('and returns with another name has three too', async () => {
    await story.load('08:00', [table(1), table(2, 'A2')]);
    await story.load('09:00', [table(2, 'A2')]);
    await story.load('10:00', [table(1, 'VIP1'), table(2, 'A2')]);
    expect((await story.table()).slice(0, 3)).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,10:00) A1 1 deleted',
      '1 v3 [10:00,infinity) VIP1 1 current',
    ]);
  });

  it('and returns again and again has a version each time', async () => {
    const hours = ['08:00', '09:00', '10:00', '11:00', '12:00'];
    for (const [i, hour] of hours.entries()) await story.load(hour, i % 2 === 0 ? [table(1), table(2)] : [table(2)]);
    expect((await story.table()).slice(0, 5)).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,10:00) A1 1 deleted',
      '1 v3 [10:00,11:00) A1 1',
      '1 v4 [11:00,12:00) A1 1 deleted',
      '1 v5 [12:00,infinity) A1 1 current',
    ]);
  });

  it('between two follow-ups leaves no trace less than it would have step by step', async () => {
    await story.load('08:00', [table(1), table(2)]);
    await story.read('09:00', [table(2)]);
    await story.read('10:00', [table(1, 'VIP1'), table(2)]);
    await story.follow();
    expect((await story.table()).slice(0, 3)).toEqual([
      '1 v1 [-infinity,09:00) A1 1',
      '1 v2 [09:00,10:00) A1 1 deleted',
      '1 v3 [10:00,infinity) VIP1 1 current',
    ]);
  });
});

describe('an archive that is loaded late', () => {
  it('puts the version it shows between those already there', async () => {
    await story.load('08:00', [table(1, 'old')]);
    await story.load('12:00', [table(1, 'new')]);
    await story.load('10:00', [table(1, 'between')]);
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,10:00) old 1',
      '1 v2 [10:00,12:00) between 1',
      '1 v3 [12:00,infinity) new 1 current',
    ]);
  });

  it('and is older than all gives the first version, which then holds since ever', async () => {
    await story.load('12:00', [table(1, 'new')]);
    await story.load('08:00', [table(1, 'old')]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,12:00) old 1', '1 v2 [12:00,infinity) new 1 current']);
  });

  it('and shows what was known writes nothing', async () => {
    await story.load('08:00', [table(1)]);
    await story.load('12:00', [table(1, 'new')]);
    const change = await story.load('09:00', [table(1)]);
    expect(change).toMatchObject({ added: 0, changed: 0, removed: 0 });
    expect(await story.table()).toEqual(['1 v1 [-infinity,12:00) A1 1', '1 v2 [12:00,infinity) new 1 current']);
  });

  it('and shows that a change came sooner moves the border of its version', async () => {
    await story.load('08:00', [table(1)]);
    await story.load('12:00', [table(1, 'new')]);
    const change = await story.load('10:00', [table(1, 'new')]);
    expect(change).toMatchObject({ added: 1, changed: 1, removed: 1 });
    expect(await story.table()).toEqual(['1 v1 [-infinity,10:00) A1 1', '1 v2 [10:00,infinity) new 1 current']);
  });

  it('and differs in the status only makes no version', async () => {
    await story.load('08:00', [table(1, 'A1', 1)]);
    await story.load('12:00', [table(1, 'A1', 1, ',"sort":2')]);
    await story.load('10:00', [table(1, 'A1', 2)]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,12:00) A1 2', '1 v2 [12:00,infinity) A1 1 current']);
  });
});

describe('following up', () => {
  it('again writes no row', async () => {
    await story.load('08:00', [table(1), table(2)]);
    await story.load('09:00', [table(1, 'VIP1'), table(2)]);
    const rows = 'select ctid, xmin, * from billiards.dim_table order by table_id, valid_from';
    const before = await database.pool.query(rows);
    expect(await story.follow()).toMatchObject({ keys: 0, added: 0, changed: 0, removed: 0 });
    await story.load('10:00', [table(1, 'VIP1'), table(2)]);
    expect((await database.pool.query(rows)).rows).toEqual(before.rows);
  });

  it('from the start writes no row either', async () => {
    await story.load('08:00', [table(1), table(2)]);
    await story.load('09:00', [table(1, 'VIP1'), table(2)]);
    const rows = 'select ctid, xmin, * from billiards.dim_table order by table_id, valid_from';
    const before = await database.pool.query(rows);
    await database.pool.query('delete from etl_admin.etl_cursor');
    expect(await story.follow()).toMatchObject({ keys: 2, added: 0, changed: 0, removed: 0 });
    expect((await database.pool.query(rows)).rows).toEqual(before.rows);
  });

  it('once at the end gives what following up after every walk gives', async () => {
    const walks: [string, string[]][] = [
      ['08:00', [table(1), table(2)]],
      ['09:00', [table(1, 'x'), table(2)]],
      ['10:00', [table(2, 'y')]],
      ['11:00', [table(1), table(2, 'y', 2)]],
    ];
    for (const [hour, records] of walks) await story.load(hour, records);
    const stepwise = await story.table();
    await story.begin();
    for (const [hour, records] of walks) await story.read(hour, records);
    await story.follow();
    expect(await story.table()).toEqual(stepwise);
    expect(stepwise).toHaveLength(6);
  });

  it('looks only at the members that ODS has news of', async () => {
    await story.load('08:00', [table(1), table(2), table(3)]);
    expect(await story.load('09:00', [table(1), table(2, 'x'), table(3)])).toMatchObject({
      keys: 1,
      added: 1,
      changed: 1,
    });
  });

  it('puts damage right when the table is filled anew', async () => {
    await story.load('08:00', [table(1)]);
    await story.load('09:00', [table(1, 'x')]);
    const right = await story.table();
    await database.pool.query(`update billiards.dim_table set table_name = 'broken' where version = 1;
      insert into billiards.dim_table (site_id, table_id, valid_from, valid_to, version, is_current, is_deleted, _source_id, _load_id)
      values (${SITE}, 1, '2025-11-01T08:30:00Z', '2025-11-01T08:45:00Z', 7, false, false, '1', 1)`);
    await database.pool.query('delete from etl_admin.etl_cursor');
    expect(await story.follow()).toMatchObject({ added: 0, changed: 1, removed: 1 });
    expect(await story.table()).toEqual(right);
  });

  it('keeps stores apart that have the same table id', async () => {
    const other = '2790685415443269' as SiteId;
    await story.load('08:00', [table(1)]);
    const elsewhere = (name: string): string => `{"id":1,"site_id":${other},"table_name":"${name}","table_status":1}`;
    await story.load('08:00', [elsewhere('C1')], { siteId: other });
    await story.load('09:00', [elsewhere('C9')], { siteId: other });
    expect(await story.table()).toEqual([
      '1 v1 [-infinity,infinity) A1 1 current',
      '1 v1 [-infinity,09:00) C1 1',
      '1 v2 [09:00,infinity) C9 1 current',
    ]);
  });
});

describe('bad input', () => {
  it('in an optional column is NULL, its text kept, and the row is there', async () => {
    await story.load('08:00', [
      table(1, 'A1', 1, ',"create_time":"2025-02-30 10:00:00","table_price":"12,50"'),
      table(2),
    ]);
    const { rows } = await database.pool.query(
      'select table_id, create_time, table_price, _raw from billiards.dim_table order by table_id',
    );
    expect(rows[0]).toMatchObject({ table_id: '1', create_time: null, table_price: null });
    expect(JSON.parse(rows[0]._raw)).toEqual({ create_time: '2025-02-30 10:00:00', table_price: '12,50' });
    expect(rows[1]).toMatchObject({ table_id: '2', _raw: null });
    const drift = await database.pool.query(
      `select path, rows_affected::int as rows, sample from etl_admin.etl_drift where kind = 'bad-value' order by path`,
    );
    expect(drift.rows).toEqual([
      { path: 'create_time', rows: 1, sample: '2025-02-30 10:00:00' },
      { path: 'table_price', rows: 1, sample: '12,50' },
    ]);
  });

  it('is reported when it comes later, and again when the history is made anew', async () => {
    const bad = `select path, rows_affected::int as rows from etl_admin.etl_drift where kind = 'bad-value'`;
    await story.load('08:00', [table(1), table(2)]);
    expect((await database.pool.query(bad)).rows).toEqual([]);
    await story.load('09:00', [table(1, 'A1', 1, ',"table_price":"12,50"'), table(2)]);
    expect((await database.pool.query(bad)).rows).toEqual([{ path: 'table_price', rows: 1 }]);
    await database.pool.query('truncate etl_admin.etl_drift; update etl_admin.etl_cursor set declaration_hash = null');
    expect(await story.follow()).toMatchObject({ keys: 2, added: 0, changed: 0, removed: 0 });
    expect((await database.pool.query(bad)).rows).toEqual([{ path: 'table_price', rows: 1 }]);
  });

  it('in an amount is rounded half up to the cent when it is a number, with its text kept', async () => {
    const record = (id: number, balance: string): string =>
      `{"id":${id},"register_site_id":${SITE},"tenant_member_id":7,"balance":${balance},"end_time":"2225-01-01 00:00:00"}`;
    const cards = new DimensionStory(database.pool, 'dim_member_card', ['balance', '_raw', 'effective_to']);
    await cards.begin();
    await cards.load('08:00', [record(1, '"48.199999999999996"'), record(2, '"NaN"'), record(3, '48.20')]);
    expect(await cards.table()).toEqual([
      '1 v1 [-infinity,infinity) 48.20 {"balance": "48.199999999999996"} null current',
      '2 v1 [-infinity,infinity) null {"balance": "NaN"} null current',
      '3 v1 [-infinity,infinity) 48.20 null null current',
    ]);
  });

  it('in the key goes to quarantine once until it is gone, and the other tables are there', async () => {
    const id = '123456789012345678901234567890';
    await story.load('08:00', [table(id, 'far too long'), table(2)]);
    await story.load('09:00', [table(id, 'far too long', 2), table(2)]);
    expect(await story.table()).toEqual(['2 v1 [-infinity,infinity) A1 1 current']);
    const { rows } = await database.pool.query(
      'select target_table, rule, column_name, bad_value, occurrences from etl_admin.etl_quarantine',
    );
    expect(rows).toEqual([
      {
        target_table: 'billiards.dim_table',
        rule: 'invalid_required',
        column_name: 'table_id',
        bad_value: id,
        occurrences: 2,
      },
    ]);
    await story.load('10:00', [table(2)]);
    const open = `select 1 from etl_admin.etl_quarantine where status = 'OPEN'`;
    expect((await database.pool.query(open)).rowCount).toBe(0);
  });

  it('in the letter case of a name is read all the same', async () => {
    await story.load('08:00', [`{"id":1,"site_id":${SITE},"TABLE_NAME":"A1","table_status":1}`]);
    expect(await story.table()).toEqual(['1 v1 [-infinity,infinity) A1 1 current']);
  });
});

describe('the database itself', () => {
  it('refuses a second current version', async () => {
    await story.load('08:00', [table(1)]);
    const second = `insert into billiards.dim_table (site_id, table_id, valid_from, valid_to, version, is_current, is_deleted,
      _source_id, _load_id) values (${SITE}, 1, '2025-11-01T09:00:00Z', 'infinity', 2, true, false, '1', 1)`;
    await expect(database.pool.query(second)).rejects.toThrow('dim_table_one_end');
  });

  it('shows in the view what holds now, deleted tables included', async () => {
    await story.load('08:00', [table(1), table(2)]);
    await story.load('09:00', [table(2, 'x')]);
    const { rows } = await database.pool.query(
      'select table_id, table_name, is_deleted from billiards.dim_table_current order by table_id',
    );
    expect(rows).toEqual([
      { table_id: '1', table_name: 'A1', is_deleted: true },
      { table_id: '2', table_name: 'x', is_deleted: false },
    ]);
  });
});
