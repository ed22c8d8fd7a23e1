import { describe, expect, it } from 'vitest';
import { endpointOfTable } from '../../src/catalog/endpoints.ts';
import { hallRows, liveRows, type Rows, scalar, TABLES } from '../harness/ods-state.ts';
import { notWell, OPENING, Scene, type SceneOptions, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
/** Small pages, so that most tables have several; every retry is quick. */
const SETTINGS = { API_PAGE_SIZE: '20', QUARANTINE_LIMIT: '1' };
const open = (misbehave: string, more: Partial<SceneOptions> = {}): Promise<Scene> =>
  Scene.open({ hall, misbehave, ...more, settings: { ...SETTINGS, ...more.settings } });

const FEES = 'table_fee_transactions';
const task = (table: string): string => endpointOfTable(table).task;
const tasks = (...tables: string[]): { only: string[] } => ({ only: tables.map(task) });
const again = { range: { from: OPENING, to: null } } as const;

const count = async (scene: Scene, from: string): Promise<number> =>
  Number(await scalar(scene, `select count(*) from ${from}`));

interface Drift {
  readonly kind: string;
  readonly path: string;
  readonly sample: string | null;
}

async function driftOf(scene: Scene, table: string, kind: string): Promise<Drift[]> {
  const { rows } = await scene.pool.query<Drift>(
    'select kind, path, sample from etl_admin.etl_drift where ods_table = $1 and kind = $2 order by path',
    [table, kind],
  );
  return rows;
}

/** What must make no difference at all. */
describe.each([
  'M-CODE=200',
  'M-CODE=alternate',
  'M-LIST-KEY=alt',
  'M-LIST-KEY=list',
  'M-LIST-KEY=array',
  'M-NO-TOTAL=missing',
  'M-OVERPAGE',
  'M-DUP-PAGES',
  'M-429-5XX=0.15;kinds:429+500+502+503+reset+html;retryAfter:0',
])('under %s', (misbehave) => {
  it('every table still equals the hall', async () => {
    await using scene = await open(misbehave);
    const report = await scene.run();
    expect(notWell(report)).toEqual([]);
    expect(await liveRows(scene)).toEqual(await hallRows(scene));
    if (misbehave.startsWith('M-429')) expect(report.tasks.some((each) => each.retries > 0)).toBe(true);
  });
});

describe('paging that cannot be trusted', () => {
  it('M-PAGE-DRIFT: rows that slide between pages are walked again until the walk proves itself', async () => {
    await using scene = await open('M-PAGE-DRIFT=1;pages:3');
    const report = await scene.run(tasks(FEES, 'goods_stock_movements'));
    expect(notWell(report)).toEqual([]);
    expect(await count(scene, `etl_admin.etl_window where status = 'INCOMPLETE'`)).toBeGreaterThan(0);
    expect(await liveRows(scene, [FEES])).toEqual(await hallRows(scene, [FEES]));
  });

  it('M-LOST-ROW: a row deleted during the walk leads to another walk, never to a false delete', async () => {
    await using scene = await open('');
    await scene.run(tasks(FEES));
    const before = (await liveRows(scene, [FEES]))[FEES] ?? {};
    scene.simulator.setMisbehaviour('M-LOST-ROW=1');
    const report = await scene.run({ ...tasks(FEES), ...again });
    expect(notWell(report)).toEqual([]);
    const after = (await liveRows(scene, [FEES]))[FEES] ?? {};
    expect(Object.keys(before).filter((key) => !(key in after))).toHaveLength(1);
    expect(await count(scene, `etl_admin.etl_window where status = 'INCOMPLETE'`)).toBe(1);
  });

  it.each(['M-LOST-ROW=99', 'M-NO-TOTAL=tooLarge', 'M-NO-TOTAL=tooSmall'])(
    '%s: a walk that never proves itself keeps its rows, moves no cursor and deletes nothing',
    async (misbehave) => {
      await using scene = await open(misbehave);
      const report = await scene.run(tasks(FEES));
      expect(report.status).toBe('PARTIAL');
      expect(notWell(report)).toEqual([`${task(FEES)} INCOMPLETE WALK_UNPROVEN`]);
      expect(await count(scene, 'etl_admin.etl_window')).toBe(3);
      expect(await count(scene, 'etl_admin.etl_cursor where time_cursor is not null')).toBe(0);
      expect(await count(scene, `billiards_ods.${FEES} where is_deleted`)).toBe(0);
      const [found, expected] = [(await liveRows(scene, [FEES]))[FEES], (await hallRows(scene, [FEES]))[FEES]];
      expect(found).toEqual(expected);
    },
  );

  it('M-NO-TOTAL: without a total nothing is ever taken for gone', async () => {
    await using scene = await open('');
    await scene.run(tasks(FEES));
    scene.simulator.setMisbehaviour('M-NO-TOTAL,M-VANISH=0.1');
    const report = await scene.run({ ...tasks(FEES), ...again });
    expect(notWell(report)).toEqual([]);
    expect(report.tasks[0]?.rowsSeen).toBeLessThan(await count(scene, `billiards_ods.${FEES}`));
    expect(await count(scene, `billiards_ods.${FEES} where is_deleted`)).toBe(0);
  });

  it('M-EMPTY-WINDOW: an empty answer from a full table deletes nothing, whoever accepts deletes', async () => {
    const full = ['settlement_records', 'member_profiles'];
    await using scene = await open('');
    await scene.run(tasks(...full));
    const before = await liveRows(scene, full);
    scene.simulator.setMisbehaviour(`M-EMPTY-WINDOW=${full.join('+')}`);
    const report = await scene.run({ ...tasks(...full), ...again, acceptDeletes: true });
    for (const each of report.tasks) expect(each).toMatchObject({ rowsSeen: 0, rowsDeleted: 0 });
    expect(await liveRows(scene, full)).toEqual(before);
  });
});

/** Keys present in both states whose content differs. */
function changedKeys(before: Rows, after: Rows, table: string): string[] {
  const [old, now] = [before[table] ?? {}, after[table] ?? {}];
  return Object.keys(old).filter((key) => now[key] !== undefined && now[key] !== old[key]);
}

describe('time', () => {
  it('M-LATE-EDIT: every changed row has exactly one former version, every other row none', async () => {
    const edited = [
      'settlement_records',
      'store_goods_sales_records',
      'member_balance_changes',
      'assistant_service_records',
    ];
    await using scene = await open('M-LATE-EDIT=0.3;hours:100');
    await scene.run(tasks(...edited));
    const before = await liveRows(scene, edited);
    scene.simulator.setMisbehaviour('');
    scene.advanceTo('2026-01-05 09:00:00');
    await scene.run({ ...tasks(...edited), ...again });
    const after = await liveRows(scene, edited);
    expect(after).toEqual(await hallRows(scene, edited));
    for (const table of edited) {
      const { rows } = await scene.pool.query<{ source_id: string; payload: string }>(
        `select source_id, payload::text from billiards_ods.${table}_history`,
      );
      const changed = changedKeys(before, after, table);
      expect(changed.length).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row.source_id))).toEqual(new Set(changed));
      expect(rows).toHaveLength(changed.length);
      for (const row of rows) expect(row.payload).toBe(before[table]?.[row.source_id]);
    }
  });

  it('M-LATE-ARRIVAL: a row that appears within the overlap is brought by the next ordinary run', async () => {
    const tables = [FEES, 'payment_transactions', 'goods_stock_movements'];
    await using scene = await open('M-LATE-ARRIVAL=0.4;hours:12', { settings: { WINDOW_OVERLAP_HOURS: '13' } });
    await scene.run(tasks(...tables));
    const missing =
      (await count(scene, 'billiards_ods.payment_transactions')) <
      Object.keys((await hallRows(scene, tables))['payment_transactions'] ?? {}).length;
    expect(missing).toBe(true);
    scene.advanceTo('2026-01-04 22:00:00');
    await scene.run(tasks(...tables));
    scene.simulator.setMisbehaviour('');
    await scene.run(tasks(...tables));
    expect(await liveRows(scene, tables)).toEqual(await hallRows(scene, tables));
  });

  it('M-VANISH: vanished rows are marked deleted and kept, and stand again when they return', async () => {
    const tables = ['member_profiles', 'goods_stock_movements'];
    await using scene = await open('');
    await scene.run(tasks(...tables));
    const whole = await liveRows(scene, tables);
    scene.simulator.setMisbehaviour('M-VANISH=0.03');
    await scene.run({ ...tasks(...tables), ...again });
    for (const table of tables) {
      const gone = await count(scene, `billiards_ods.${table} where is_deleted and deleted_at is not null`);
      expect(gone).toBeGreaterThan(0);
      expect(Object.keys((await liveRows(scene, [table]))[table] ?? {})).toHaveLength(
        Object.keys(whole[table] ?? {}).length - gone,
      );
    }
    scene.simulator.setMisbehaviour('');
    await scene.run({ ...tasks(...tables), ...again });
    expect(await liveRows(scene, tables)).toEqual(whole);
  });

  it('M-VANISH: a mass disappearance is held back until it is accepted', async () => {
    await using scene = await open('');
    await scene.run(tasks('member_profiles'));
    const whole = await liveRows(scene, ['member_profiles']);
    scene.simulator.setMisbehaviour('M-VANISH=0.5');
    const held = await scene.run(tasks('member_profiles'));
    expect(held.tasks[0]).toMatchObject({ rowsDeleted: 0 });
    expect(held.status).toBe('PARTIAL');
    expect(await liveRows(scene, ['member_profiles'])).toEqual(whole);
    const accepted = await scene.run({ ...tasks('member_profiles'), acceptDeletes: true });
    expect(accepted.status).toBe('SUCCESS');
    expect(accepted.tasks[0]?.rowsDeleted).toBeGreaterThan(30);
  });
});

describe('records that are not as documented', () => {
  it('M-CASE: keys in lower case are understood, and told', async () => {
    await using scene = await open('M-CASE=all');
    const report = await scene.run();
    expect(notWell(report)).toEqual([]);
    const [found, expected] = [await liveRows(scene), await hallRows(scene)];
    for (const table of TABLES)
      expect(new Set(Object.keys(found[table] ?? {}))).toEqual(new Set(Object.keys(expected[table] ?? {})));
    expect(await driftOf(scene, 'settlement_records', 'other-case')).toContainEqual(
      expect.objectContaining({ path: 'settleList', sample: 'settlelist' }),
    );
    expect(await scalar(scene, `select count(*) from billiards_ods.settlement_records where event_time is null`)).toBe(
      '0',
    );
  });

  it('M-BIGINT: ids of nineteen digits are exact in the key, in the record and in the question for a ticket', async () => {
    await using scene = await open('M-BIGINT');
    const report = await scene.run();
    expect(notWell(report)).toEqual([]);
    const [found, expected] = [await liveRows(scene), await hallRows(scene)];
    for (const table of [
      'settlement_records',
      'settlement_ticket_details',
      'payment_transactions',
      'member_profiles',
    ]) {
      const shifted = Object.keys(expected[table] ?? {}).map((key) => String(BigInt(key) + 4_000_000_000_000_000_000n));
      expect(new Set(Object.keys(found[table] ?? {}))).toEqual(new Set(shifted));
      for (const [key, payload] of Object.entries(found[table] ?? {})) expect(payload).toContain(key);
    }
  });

  it('M-STR-NUM: numbers as text are stored as they came, and told', async () => {
    await using scene = await open('M-STR-NUM=0.5');
    const report = await scene.run(tasks('payment_transactions'));
    expect(notWell(report)).toEqual([]);
    const asText = `billiards_ods.payment_transactions where jsonb_typeof(payload -> 'pay_amount') = 'string'`;
    expect(await count(scene, asText)).toBeGreaterThan(0);
    const [drift] = (await driftOf(scene, 'payment_transactions', 'type-changed')).filter(
      ({ path }) => path === 'pay_amount',
    );
    expect(drift?.sample).toMatch(/^\d+\.\d\d$/);
    expect(await count(scene, 'billiards_ods.payment_transactions')).toBe(
      Object.keys((await hallRows(scene, ['payment_transactions']))['payment_transactions'] ?? {}).length,
    );
  });

  it('M-NULL-FIELDS and M-MISSING-FIELD: null and absent are told apart, and load', async () => {
    await using scene = await open(
      'M-NULL-FIELDS=settleList.operatorName,M-MISSING-FIELD=pay_amount;table:payment_transactions',
    );
    const report = await scene.run(tasks('settlement_records', 'payment_transactions'));
    expect(notWell(report)).toEqual([]);
    const paths = async (table: string, kind: string): Promise<string[]> =>
      (await driftOf(scene, table, kind)).map(({ path }) => path);
    expect(await paths('settlement_records', 'null-field')).toContain('settleList.operatorName');
    expect(await paths('settlement_records', 'missing-field')).not.toContain('settleList.operatorName');
    expect(await paths('payment_transactions', 'missing-field')).toEqual(['pay_amount']);
    expect(await paths('payment_transactions', 'null-field')).not.toContain('pay_amount');
  });

  it('M-NEW-FIELD: an unknown field is kept in the record and told with a sample', async () => {
    await using scene = await open('M-NEW-FIELD');
    const report = await scene.run(tasks(FEES));
    expect(notWell(report)).toEqual([]);
    expect(await count(scene, `billiards_ods.${FEES} where not payload ? 'futureField'`)).toBe(0);
    expect(await driftOf(scene, FEES, 'new-field')).toEqual([
      { kind: 'new-field', path: 'futureField', sample: '{"note":"新字段","level":1}' },
    ]);
  });

  it('M-UNKNOWN-ENUM: a code nobody knows is stored as it is and told', async () => {
    await using scene = await open('M-UNKNOWN-ENUM=11;share:0.5');
    const report = await scene.run(tasks('payment_transactions'));
    expect(notWell(report)).toEqual([]);
    expect(
      await count(scene, `billiards_ods.payment_transactions where payload ->> 'payment_method' = '11'`),
    ).toBeGreaterThan(0);
    expect(await driftOf(scene, 'payment_transactions', 'unknown-code')).toContainEqual(
      expect.objectContaining({ path: 'payment_method', sample: '11' }),
    );
  });

  it('M-TYPE-CHANGE: a value of another type is kept in the record and told', async () => {
    await using scene = await open('M-TYPE-CHANGE=pay_amount;table:payment_transactions;share:0.3');
    const report = await scene.run(tasks('payment_transactions'));
    expect(notWell(report)).toEqual([]);
    expect(
      await count(scene, `billiards_ods.payment_transactions where jsonb_typeof(payload -> 'pay_amount') = 'object'`),
    ).toBeGreaterThan(0);
    expect(await driftOf(scene, 'payment_transactions', 'type-changed')).toHaveLength(1);
  });

  it('M-OTHER-SITE: rows of another store go to quarantine and are stored under no store', async () => {
    const tables = ['payment_transactions', FEES, 'settlement_records'];
    await using scene = await open('M-OTHER-SITE=0.1');
    const report = await scene.run(tasks(...tables));
    expect(notWell(report)).toEqual([]);
    expect(await liveRows(scene, tables)).toEqual(await hallRows(scene, tables));
    for (const table of tables) {
      const foreign = `etl_admin.etl_quarantine where target_table = '${table}' and rule = 'foreign_site'`;
      expect(await count(scene, foreign)).toBeGreaterThan(0);
      expect(await count(scene, `billiards_ods.${table} where site_id <> ${scene.siteId}`)).toBe(0);
    }
  });

  it('M-RECHARGE-LEAK: recharges among the settlements are stored in both tables, each once', async () => {
    const tables = ['settlement_records', 'recharge_settlements'];
    await using scene = await open('M-RECHARGE-LEAK');
    const report = await scene.run(tasks(...tables));
    expect(notWell(report)).toEqual([]);
    const [found, expected] = [await liveRows(scene, tables), await hallRows(scene, tables)];
    expect(found['recharge_settlements']).toEqual(expected['recharge_settlements']);
    expect(found['settlement_records']).toEqual({
      ...expected['settlement_records'],
      ...expected['recharge_settlements'],
    });
  });
});
