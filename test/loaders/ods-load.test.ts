import { beforeEach, expect, test } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn, SITE } from '../harness/walks.ts';

const database = useTestDatabase('ods_load');
const load = loaderOn({ connect: () => database.pool.connect() } as typeof database.pool);

const table = (id: number | string, name = 'A1', extra = ''): string =>
  `{"id":${id},"site_id":${SITE},"table_name":"${name}"${extra}}`;

beforeEach(async () => {
  await database.pool.query(`truncate billiards_ods.site_tables_master, billiards_ods.site_tables_master_history,
    billiards_ods.table_fee_transactions, billiards_ods.table_fee_transactions_history, billiards_ods.goods_stock_summary,
    etl_admin.etl_quarantine, etl_admin.etl_drift, etl_admin.etl_window, etl_admin.etl_load_counter`);
});

interface Row {
  readonly source_id: string;
  readonly name: string;
  readonly state: string;
}

async function current(): Promise<string[]> {
  const { rows } = await database.pool.query<Row>(
    `select source_id, payload ->> 'table_name' as name, case when is_deleted then 'deleted' else 'live' end as state
     from billiards_ods.site_tables_master order by source_id`,
  );
  return rows.map((row) => `${row.source_id} ${row.name} ${row.state}`);
}

const clock = (column: string): string => `to_char(${column} at time zone 'UTC', 'HH24:MI:SS')`;

/** Every version of a key with its interval, oldest first. */
async function versions(): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select line from (
       select source_id, seen_from, source_id || ' ' || (payload ->> 'table_name') || case when is_deleted then ' deleted' else '' end
         || ' ' || ${clock('seen_from')} || '-' || ${clock('seen_to')} as line from billiards_ods.site_tables_master_history
       union all
       select source_id, coalesce(deleted_at, fetched_at), source_id || ' ' || (payload ->> 'table_name')
         || case when is_deleted then ' deleted' else '' end || ' ' || ${clock('coalesce(deleted_at, fetched_at)')} || '-'
       from billiards_ods.site_tables_master) v order by source_id, seen_from`,
  );
  return rows.map((row) => row.line);
}

async function quarantine(): Promise<{ rule: string; source_id: string | null; raw: string; occurrences: number }[]> {
  const { rows } = await database.pool.query(
    `select rule, source_id, raw, occurrences from etl_admin.etl_quarantine where status = 'OPEN' order by quarantine_id`,
  );
  return rows;
}

test('new records are stored, the same walk again writes no row version', async () => {
  const first = await load({ at: '2025-11-01T00:00:00Z', pages: [[table(11), table(12)], [table(13)]] });
  expect(first.counts).toMatchObject({ seen: 3, new: 3, changed: 0, unchanged: 0 });
  expect(first.complete).toBe(true);
  const before = await database.pool.query(
    'select xmin, ctid, * from billiards_ods.site_tables_master order by source_id',
  );

  const again = await load({ at: '2025-11-01T01:00:00Z', pages: [[table(13), table(12)], [table(11)]] });
  expect(again.counts).toMatchObject({ seen: 3, new: 0, unchanged: 3 });
  const after = await database.pool.query(
    'select xmin, ctid, * from billiards_ods.site_tables_master order by source_id',
  );
  expect(after.rows).toEqual(before.rows);
});

test('ids beyond 2^53, 30 digits and trailing zeros are stored to the digit', async () => {
  const id = '123456789012345678901234567890';
  await load({
    at: '2025-11-01T00:00:00Z',
    pages: [[table(id, 'A', ',"table_price":48.10'), table('9007199254740993')]],
  });
  const { rows } = await database.pool.query<{ source_id: string; payload: string }>(
    `select source_id, payload::text from billiards_ods.site_tables_master order by length(source_id) desc`,
  );
  expect(rows.map((row) => row.source_id)).toEqual([id, '9007199254740993']);
  expect(rows[0]?.payload).toContain('48.10');
});

test('a record that vanishes, returns unchanged and returns changed leaves three truthful intervals', async () => {
  const many = Array.from({ length: 40 }, (_, i) => table(100 + i));
  await load({ at: '2025-11-01T00:00:00Z', pages: [[table(1, 'first'), ...many]] });
  const gone = await load({ at: '2025-11-01T01:00:00Z', pages: [many] });
  expect(gone.counts.deleted).toBe(1);
  await load({ at: '2025-11-01T02:00:00Z', pages: [[table(1, 'first'), ...many]] });
  await load({ at: '2025-11-01T03:00:00Z', pages: [[table(1, 'second'), ...many]] });
  expect((await versions()).filter((line) => line.startsWith('1 '))).toEqual([
    '1 first 00:00:00-01:00:01',
    '1 first deleted 01:00:01-02:00:00',
    '1 first 02:00:00-03:00:00',
    '1 second 03:00:00-',
  ]);
});

test('nothing is deleted by an empty answer, an unproven walk or a walk without total', async () => {
  const all = [table(1), table(2)];
  await load({ at: '2025-11-01T00:00:00Z', pages: [all] });
  const empty = await load({ at: '2025-11-01T01:00:00Z', pages: [[]] });
  expect(empty).toMatchObject({ complete: true, counts: { deleted: 0 } });
  const unproven = await load({ at: '2025-11-01T02:00:00Z', pages: [[table(1)]], end: { total: 2 } });
  expect(unproven).toMatchObject({ complete: false, doubts: ['keys-differ-from-total'], counts: { deleted: 0 } });
  const killed = await load({ at: '2025-11-01T03:00:00Z', pages: [[table(1)]], end: null });
  expect(killed).toMatchObject({ complete: false, counts: { deleted: 0 } });
  const untold = await load({
    at: '2025-11-01T04:00:00Z',
    pages: [[table(1)]],
    end: { total: null, doubts: ['no-total'] },
  });
  expect(untold).toMatchObject({ complete: true, counts: { deleted: 0 } });
  expect(await current()).toEqual(['1 A1 live', '2 A1 live']);
});

test('a mass delete is held back until it is accepted', async () => {
  const all = Array.from({ length: 20 }, (_, i) => table(100 + i));
  await load({ at: '2025-11-01T00:00:00Z', pages: [all] });
  const held = await load({ at: '2025-11-01T01:00:00Z', pages: [all.slice(3)] });
  expect(held).toMatchObject({ deletesHeldBack: 3, counts: { deleted: 0 } });
  const accepted = await loaderOn(database.pool, { acceptDeletes: true })({
    at: '2025-11-01T02:00:00Z',
    pages: [all.slice(3)],
  });
  expect(accepted).toMatchObject({ deletesHeldBack: 0, counts: { deleted: 3 } });
});

test('a page with hostile records loads the good ones and quarantines the others with their raw text', async () => {
  const nul = table(2, 'bad\\u0000');
  const lone = table(3, 'bad\\ud800');
  const keyless = `{"site_id":${SITE},"table_name":"no key"}`;
  const foreign = `{"id":5,"site_id":999,"table_name":"other store"}`;
  const twice = table(1, 'another content');
  const result = await load({
    at: '2025-11-01T00:00:00Z',
    pages: [
      [table(1), nul, lone, keyless, foreign, twice, table(6, 'last', ',"table_name":"duplicate name"')],
      [table(7)],
    ],
  });
  expect(result.counts).toMatchObject({ seen: 8, new: 3, quarantined: 5 });
  expect(await current()).toEqual(['1 A1 live', '6 duplicate name live', '7 A1 live']);
  const entries = await quarantine();
  expect(entries.map((entry) => `${entry.rule} ${entry.source_id}`).sort()).toEqual([
    'duplicate_key 1',
    'foreign_site 5',
    'missing_key null',
    'refused_by_database 2',
    'refused_by_database 3',
  ]);
  expect(entries.find((entry) => entry.source_id === '2')?.raw).toBe(nul);
  expect(entries.find((entry) => entry.rule === 'missing_key')?.raw).toBe(keyless);
});

test('a refused record makes one open entry however often it comes, and a later good one closes it', async () => {
  const bad = table(2, '\\u0000');
  for (const hour of ['00', '01', '02']) await load({ at: `2025-11-01T${hour}:00:00Z`, pages: [[table(1), bad]] });
  expect(await quarantine()).toMatchObject([{ rule: 'refused_by_database', occurrences: 3 }]);
  await load({ at: '2025-11-01T03:00:00Z', pages: [[table(1), table(2, 'good')]] });
  expect(await quarantine()).toEqual([]);
  expect(await current()).toEqual(['1 A1 live', '2 good live']);
});

test('a stored record whose new version is refused is not taken for gone', async () => {
  const others = Array.from({ length: 40 }, (_, i) => table(100 + i));
  await load({ at: '2025-11-01T00:00:00Z', pages: [[table(1), ...others]] });
  const result = await load({ at: '2025-11-01T01:00:00Z', pages: [[table(1, '\\ud800'), ...others]] });
  expect(result).toMatchObject({ complete: true, counts: { deleted: 0, quarantined: 1 } });
});

test('the same record on two pages is counted once, and the walk is still proven by its keys', async () => {
  const result = await load({
    at: '2025-11-01T00:00:00Z',
    pages: [
      [table(1), table(2)],
      [table(2), table(3)],
    ],
    end: { total: 3, doubts: ['rows-differ-from-total'] },
  });
  expect(result.complete).toBe(true);
  expect(await current()).toEqual(['1 A1 live', '2 A1 live', '3 A1 live']);
});

test('a record edited twice within one walk ends as upstream last showed it', async () => {
  await load({ at: '2025-11-01T00:00:00Z', pages: [[table(1, 'a')]] });
  const doubts = ['rows-differ-from-total'] as const;
  await load({
    at: '2025-11-01T01:00:00Z',
    pages: [
      [table(1, 'b'), table(2)],
      [table(1, 'a'), table(3)],
    ],
    end: { total: 3, doubts },
  });
  expect((await versions()).filter((line) => line.startsWith('1 '))).toEqual([
    '1 a 00:00:00-01:00:00',
    '1 b 01:00:00-01:00:01',
    '1 a 01:00:01-',
  ]);
});

test('the same content in another order of keys is no new version', async () => {
  await load({ at: '2025-11-01T00:00:00Z', pages: [[table(1)]] });
  const reordered = `{"table_name":"A1","site_id":${SITE},"id":1}`;
  const again = await load({ at: '2025-11-01T01:00:00Z', pages: [[reordered]] });
  expect(again.counts).toMatchObject({ unchanged: 1, changed: 0 });
  const late = await load({ at: '2025-10-31T01:00:00Z', pages: [[reordered]] });
  expect(late.counts).toMatchObject({ late: 1 });
  expect(await versions()).toEqual(['1 A1 01:00:00-']);
});

test('keys in another letter case are understood', async () => {
  const lower = `{"ID":1,"SITE_ID":${SITE},"TABLE_NAME":"upper"}`;
  const result = await load({ at: '2025-11-01T00:00:00Z', pages: [[table(2), lower]] });
  expect(result.counts).toMatchObject({ new: 2, quarantined: 0 });
  expect(result.drift.some((finding) => finding.kind === 'other-case' && finding.path === 'id')).toBe(true);
});

test('two walks loaded in reverse order give the same versions as in order', async () => {
  const older = { at: '2025-11-01T00:00:00Z', pages: [[table(1, 'old'), table(2, 'same'), table(3, 'gone')]] };
  const newer = { at: '2025-11-01T05:00:00Z', pages: [[table(1, 'new'), table(2, 'same'), table(4, 'later')]] };
  await load(older);
  await load(newer);
  const inOrder = await versions();
  await database.pool.query(
    'truncate billiards_ods.site_tables_master, billiards_ods.site_tables_master_history, etl_admin.etl_window',
  );
  await load(newer);
  const late = await load(older);
  expect(late.counts).toMatchObject({ new: 0, changed: 0, late: 3 });
  expect(await versions()).toEqual(inOrder);
});

test('an older archive replayed over newer data changes nothing that is newer', async () => {
  const others = Array.from({ length: 40 }, (_, i) => table(100 + i));
  const monday = { at: '2025-11-01T00:00:00Z', pages: [[table(1, 'a'), ...others]] };
  const tuesday = { at: '2025-11-02T00:00:00Z', pages: [[table(1, 'b'), ...others]] };
  const wednesday = { at: '2025-11-03T00:00:00Z', pages: [[table(1, 'a'), ...others]] };
  for (const walk of [monday, tuesday, wednesday]) await load(walk);
  const before = await versions();
  for (const walk of [monday, tuesday, wednesday, monday]) await load(walk);
  expect(await versions()).toEqual(before);
  expect(before.filter((line) => line.startsWith('1 ')).length).toBe(3);
});

test('a late version between two equal ones splits what was thought unbroken', async () => {
  await load({ at: '2025-11-01T00:00:00Z', pages: [[table(1, 'a')]] });
  await load({ at: '2025-11-03T03:00:00Z', pages: [[table(1, 'a')]] });
  await load({ at: '2025-11-02T02:00:00Z', pages: [[table(1, 'b')]] });
  expect(await versions()).toEqual(['1 a 00:00:00-02:00:00', '1 b 02:00:00-03:00:00', '1 a 03:00:00-']);
});

test('a window deletes only rows whose event time lies in it', async () => {
  const fee = (id: number, time: string): string => `{"id":${id},"site_id":${SITE},"create_time":"${time}"}`;
  const day = { from: '2025-11-01 08:00:00', to: '2025-11-02 08:00:00' } as never;
  const next = { from: '2025-11-02 08:00:00', to: '2025-11-03 08:00:00' } as never;
  const fees = Array.from({ length: 40 }, (_, i) => fee(100 + i, '2025-11-01 12:00:00'));
  const base = { table: 'table_fee_transactions' };
  await load({ ...base, at: '2025-11-03T01:00:00Z', window: day, pages: [[fee(1, '2025-11-01 09:00:00'), ...fees]] });
  await load({ ...base, at: '2025-11-03T01:10:00Z', window: next, pages: [[fee(2, '2025-11-02 09:00:00')]] });
  const result = await load({ ...base, at: '2025-11-03T02:00:00Z', window: day, pages: [fees] });
  expect(result.counts.deleted).toBe(1);
  const strange = await load({
    ...base,
    at: '2025-11-03T03:00:00Z',
    window: next,
    pages: [[fee(3, '2025-11-01 10:00:00')]],
  });
  expect(strange.counts.deleted).toBe(0);
  const { rows } = await database.pool.query<{ source_id: string }>(
    'select source_id from billiards_ods.table_fee_transactions where is_deleted',
  );
  expect(rows).toEqual([{ source_id: '1' }]);
});

test('reports are kept a window each, under goodsId@from/to', async () => {
  const window = { from: '2025-11-01 08:00:00', to: '2025-11-02 08:00:00' } as never;
  await load({
    table: 'goods_stock_summary',
    at: '2025-11-03T01:00:00Z',
    window,
    pages: [['{"siteGoodsId":7,"rangeIn":1}']],
  });
  const { rows } = await database.pool.query<{ source_id: string; event_time: string }>(
    'select source_id, event_time from billiards_ods.goods_stock_summary',
  );
  expect(rows).toEqual([{ source_id: '7@2025-11-01 08:00:00/2025-11-02 08:00:00', event_time: '2025-11-01 08:00:00' }]);
});

test('a token of another store is refused before a row is stored', async () => {
  const foreign = `{"id":5,"site_id":999,"table_name":"other store"}`;
  await expect(load({ at: '2025-11-01T00:00:00Z', pages: [[foreign]] })).rejects.toThrow(/answers for store 999/);
  expect(await current()).toEqual([]);
});

test('load numbers are in commit order and a rollback gives its number back', async () => {
  const failing = loaderOn(database.pool, {
    beforeCommit: async () => {
      throw new Error('killed before commit');
    },
  });
  await load({ at: '2025-11-01T00:00:00Z', pages: [[table(1)]] });
  await expect(failing({ at: '2025-11-01T01:00:00Z', pages: [[table(1, 'x')]] })).rejects.toThrow('killed');
  const result = await load({ at: '2025-11-01T02:00:00Z', pages: [[table(1, 'y')]] });
  expect(result.loadId).toBe('2');
  expect(await versions()).toEqual(['1 A1 00:00:00-02:00:00', '1 y 02:00:00-']);
});
