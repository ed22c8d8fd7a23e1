import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toSiteId } from '../../src/base/ids.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import type { SettingName } from '../../src/config/settings.ts';
import { withReadOnlyTransaction } from '../../src/database/transaction.ts';
import { assertArchiveWhole } from '../../src/orchestration/retention/archive-whole.ts';
import { type PolicyOutcome, pruneAll } from '../../src/orchestration/retention/prune.ts';
import { leaseStore } from '../../src/orchestration/store-writer.ts';
import { traceRow } from '../../src/orchestration/trace/trace.ts';
import { runEtl } from '../harness/etl-process.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

describe('a hall that was loaded twice', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open({ hall: scenarioHall() });
    await scene.run();
    scene.advanceTo('2026-01-06 09:00:00');
    await scene.run();
  }, 90_000);

  afterAll(() => scene[Symbol.asyncDispose]());

  type Days = Partial<Record<SettingName, string>>;

  /** Nothing but what the settings name is looked at. */
  async function prune(days: Days, dryRun = false): Promise<Map<string, PolicyOutcome>> {
    const keep = ['CHECK', 'RUN', 'QUARANTINE', 'ALERT', 'LOG'].map((name) => [`RETENTION_${name}_DAYS`, '0']);
    const settings = { ...Object.fromEntries(keep), ...days };
    const { policies } = await scene.inWorkplace({ settings }, (place) => pruneAll(place, { dryRun }));
    return new Map(policies.map((policy) => [policy.name, policy]));
  }

  const count = async (sql: string): Promise<number> =>
    Number((await scene.pool.query<{ n: string }>(`select count(*) as n ${sql}`)).rows[0]?.n);

  const walksOnDisk = async (): Promise<number> =>
    (await readdir(scene.archive, { recursive: true })).filter((name) => name.endsWith('manifest.jsonl')).length;

  test('by default nothing of it is old enough', async () => {
    const { policies } = await scene.inWorkplace({}, (place) => pruneAll(place, { dryRun: false }));
    expect(policies.map(({ items }) => items)).toEqual(policies.map(() => 0));
    expect(policies.filter(({ days }) => days === 0).map(({ name }) => name)).toEqual(['archive', 'history', 'audit']);
  });

  test('archived walks go whole, trace says so, and what was loaded stays', async () => {
    const payments = await count('from billiards_ods.payment_transactions');
    const [all, day1] = [await walksOnDisk(), await count(`from etl_admin.etl_window where started_at < '2026-01-05'`)];
    expect(day1).toBeGreaterThan(0);

    const would = (await prune({ RETENTION_ARCHIVE_DAYS: '1' }, true)).get('archive');
    expect(would).toMatchObject({
      items: day1,
      unit: 'walks',
      left: [],
      oldest: expect.stringContaining('2026-01-04'),
    });
    expect(would?.bytes).toBeGreaterThan(1000);
    expect(await walksOnDisk()).toBe(all);

    expect((await prune({ RETENTION_ARCHIVE_DAYS: '1' })).get('archive')).toMatchObject({ items: day1, left: [] });
    expect(await walksOnDisk()).toBe(all - day1);
    expect(await count(`from etl_admin.etl_window where pruned_at is not null`)).toBe(day1);
    expect((await prune({ RETENTION_ARCHIVE_DAYS: '1' })).get('archive')).toMatchObject({ items: 0 });
    expect(await count('from billiards_ods.payment_transactions')).toBe(payments);

    const { rows } = await scene.pool.query<{ id: string }>(`select source_id as id
from billiards_ods.payment_transactions order by load_id, source_id limit 1`);
    const found = await withReadOnlyTransaction(scene.pool, (db) =>
      traceRow(
        { db, endpoints: ENDPOINTS, archives: [scene.archive] },
        { table: 'payment_transactions', key: [rows[0]?.id ?? ''], stores: null },
      ),
    );
    expect(found.answer).toMatchObject({ state: 'pruned', problem: expect.stringContaining('RETENTION_ARCHIVE_DAYS') });
  });

  test('what is left of the archive can be replayed, but not take the place of the tables', async () => {
    const before = await count('from billiards_ods.payment_transactions');
    expect((await scene.replay(scene.archive)).status).toBe('SUCCESS');
    expect(await count('from billiards_ods.payment_transactions')).toBe(before);
    await expect(assertArchiveWhole(scene.pool, scene.archive)).rejects.toThrow(/"feiqiu-etl prune" removed \d+ walks/);
    const { code, stderr } = await runEtl(['replay', '--drop-schema-first', '--yes'], scene.environment);
    expect(code, stderr).toBe(2);
    expect(await count('from billiards_ods.payment_transactions')).toBe(before);
  });

  test('a walk that was never loaded stays without what a kill left half written, and is told', async () => {
    const folder = path.join(scene.archive, scene.siteId, 'payment_transactions', '20250101', '20250101T000000000Z-aa');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, '0001.json.gz'), 'x');
    await writeFile(path.join(folder, '0002.json.gz.tmp'), 'half');
    await prune({ RETENTION_ARCHIVE_DAYS: '1' }, true);
    expect(await readdir(folder)).toHaveLength(2);
    const outcome = (await prune({ RETENTION_ARCHIVE_DAYS: '1' })).get('archive');
    expect(outcome).toMatchObject({ items: 0, left: [expect.stringContaining('1 old walks were never loaded')] });
    expect(await readdir(folder)).toEqual(['0001.json.gz']);
  });

  test('history goes, but that of which dimensions are made', async () => {
    const dims = await count('from billiards_ods.member_stored_value_cards_history');
    const facts = await count('from billiards_ods.settlement_records_history');
    await scene.pool.query(`insert into billiards_ods.settlement_records_history
select site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no, record_index, load_id, '2025-01-01', '2025-01-02', false
from billiards_ods.settlement_records limit 3`);
    await scene.pool.query(
      `update billiards_ods.member_stored_value_cards_history set seen_to = '2025-01-02', seen_from = '2025-01-01'`,
    );
    expect((await prune({ RETENTION_HISTORY_DAYS: '300' })).get('history')).toMatchObject({ items: 3, left: [] });
    expect(dims).toBeGreaterThan(0);
    expect(await count('from billiards_ods.member_stored_value_cards_history')).toBe(dims);
    expect(await count('from billiards_ods.settlement_records_history')).toBe(facts);
  });

  test('a store that is being written is left for the next time', async () => {
    const outcome = await scene.inWorkplace({ settings: { RETENTION_ARCHIVE_DAYS: '1' } }, async (place) => {
      await using _lease = await leaseStore(place, { siteId: toSiteId(scene.siteId) }, 0, { name: 'somebody' });
      return await pruneAll(place, { dryRun: false });
    });
    expect(outcome.policies[0]).toMatchObject({ items: 0, left: [expect.stringContaining('somebody')] });
  });

  test('runs go but those which tell how a task ended last', async () => {
    const tasks = await count('from (select distinct site_id, task_code from etl_admin.etl_task_run) t');
    await scene.pool.query(`update etl_admin.etl_run set started_at = started_at - interval '2 years';
update etl_admin.etl_task_run set started_at = started_at - interval '2 years';
update etl_admin.etl_restatement set at = at - interval '2 years'`);
    const would = (await prune({ RETENTION_RUN_DAYS: '365' }, true)).get('runs');
    expect((await prune({ RETENTION_RUN_DAYS: '365' })).get('runs')?.items).toBe(would?.items);
    expect(would?.items).toBeGreaterThan(tasks / 2);
    expect(await count('from etl_admin.etl_task_run')).toBe(tasks);
    expect(await count('from etl_admin.etl_run')).toBeGreaterThan(0);
  });

  test('check results, closed quarantine and alerts that are over go by their age', async () => {
    const kept = await count('from (select distinct site_id, check_id from etl_admin.etl_check_result) c');
    await scene.pool.query(`update etl_admin.etl_check_result set checked_at = checked_at - interval '2 years';
insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, rule, reason, raw, source_file, page_no, record_index, status,
  first_seen_at, last_seen_at, resolved_at)
select ${scene.siteId}, 't', n::text, 'rule', '', '{}', 'f', 1, 0, s, '2020-01-01', '2020-01-01', r::timestamptz
from (values (1, 'OPEN', null), (2, 'RESOLVED', '2020-01-02'), (3, 'RESOLVED', '2026-01-05')) v (n, s, r);
insert into etl_admin.etl_alert (site_id, kind, subject, code, severity, detail, opened_at, news_at, last_seen_at, resolved_at)
select ${scene.siteId}, 'task', n::text, 'X', 'error', '', '2020-01-01', '2020-01-01', '2020-01-01', r::timestamptz
from (values (1, null), (2, '2020-01-02')) v (n, r);
insert into etl_admin.dashboard_audit (at, user_name, address, action, subject, outcome)
select at::timestamptz, 'ann', '::1', 'login', '{}', 'DONE' from (values ('2020-01-01'), ('2026-01-05')) v (at)`);
    const found = await prune({
      RETENTION_CHECK_DAYS: '90',
      RETENTION_QUARANTINE_DAYS: '365',
      RETENTION_ALERT_DAYS: '365',
      RETENTION_AUDIT_DAYS: '365',
    });
    expect(found.get('checks')?.items).toBeGreaterThan(0);
    expect(await count('from (select distinct site_id, check_id from etl_admin.etl_check_result) c')).toBe(kept);
    expect(found.get('quarantine')).toMatchObject({ items: 1, oldest: '2020-01-02T00:00:00Z' });
    expect(found.get('alerts')).toMatchObject({ items: 1 });
    expect(found.get('audit')).toMatchObject({ items: 1, oldest: '2020-01-01T00:00:00Z' });
  });

  test('log files go by the day in their name, other files stay', async () => {
    const logs = path.join(scene.folder, 'logs');
    await mkdir(logs, { recursive: true });
    for (const name of ['etl-2025-01-01.jsonl', 'etl-2026-01-05.jsonl', 'notes-2020-01-01.txt']) {
      await writeFile(path.join(logs, name), 'x');
    }
    expect((await prune({ RETENTION_LOG_DAYS: '30' })).get('logs')).toMatchObject({
      items: 1,
      bytes: 1,
      unit: 'files',
    });
    const left = await readdir(logs);
    expect(left).toContain('notes-2020-01-01.txt');
    expect(left).not.toContain('etl-2025-01-01.jsonl');
  });
});
