import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEGACY_VIEWS } from '../../src/catalog/ods-table.ts';
import { ROOT, readPage } from '../docs/markdown.ts';
import { dwdState } from '../harness/dwd-state.ts';
import { type EtlOutcome, runEtl, startEtl } from '../harness/etl-process.ts';
import { liveRows, odsState, rowVersions, scalar, TABLES } from '../harness/ods-state.ts';
import { OPENING, Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
let live: Scene;

/** A live load, and beside it a schema such as the Python system left it, with the same records. */
beforeAll(async () => {
  live = await Scene.open({ hall });
  await live.run({ range: { from: OPENING, to: null } });
  await live.pool.query('create schema old_ods');
  for (const table of TABLES) await live.pool.query(asOld(table));
}, 120_000);

afterAll(() => live[Symbol.asyncDispose]());

const OLDER = new Map(Object.entries(LEGACY_VIEWS).map(([name, table]) => [table, name]));

/** Tables of the first generation have a store and jsonb; those of the second text, the file, and times without a zone. */
function asOld(table: string): string {
  const older = OLDER.get(table);
  const from = `from billiards_ods.${table}`;
  return older === undefined
    ? `create table old_ods.${table} as select payload::text as payload, '${table}.json' as source_file,
  row_number() over (order by source_id) - 1 as record_index, fetched_at at time zone 'Asia/Shanghai' as fetched_at ${from}`
    : `create table old_ods.${older} as select site_id as store_id, source_id, payload, fetched_at, source_endpoint ${from}`;
}

function importInto(scene: Scene, ...more: string[]): Promise<EtlOutcome> {
  return runEtl(['import-legacy', '--from', live.database.url, '--schema', 'old_ods', ...more], scene.environment);
}

/** Reports carry their window in their key, which the old system did not keep. */
const WITHOUT_WINDOW = ['goods_stock_summary', 'billiards.fact_stock_report'];

function comparable<T>(state: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !WITHOUT_WINDOW.includes(name)));
}

describe('import-legacy', () => {
  it('gives the rows and the typed tables of a live load; a second one and a dry run change nothing', async () => {
    await using scene = await Scene.open({ hall });
    const dry = await importInto(scene, '--dry-run');
    expect(dry.stderr + dry.stdout).toContain('nothing was kept');
    expect(dry.code).toBe(0);
    expect(await scalar(scene, 'select count(*) from billiards_ods.payment_transactions')).toBe('0');

    const first = await importInto(scene);
    expect(first.stdout).toContain("run --tasks 'DWD_*,DWS_*'");
    expect(first.code).toBe(0);
    expect(comparable(await liveRows(scene))).toEqual(comparable(await liveRows(live)));
    expect(
      await scalar(scene, `select count(*) from etl_admin.etl_window where proves_absence or status = 'COMPLETE'`),
    ).toBe('0');

    const before = await rowVersions(scene);
    const second = await importInto(scene);
    expect(second.code).toBe(0);
    expect(await rowVersions(scene)).toEqual(before);

    const typed = await runEtl(['run', '--tasks', 'DWD_*'], scene.environment);
    expect(typed.stderr).not.toContain('FAILED');
    expect(comparable(await dwdState(scene))).toEqual(comparable(await dwdState(live)));
  }, 120_000);

  it('is finished by the next one when it is killed', async () => {
    await using whole = await Scene.open({ hall });
    await importInto(whole);
    await using killed = await Scene.open({ hall });
    const state = (scene: Scene): Promise<unknown> => odsState(scene, 'source_id, payload, fetched_at');
    const args = ['import-legacy', '--from', live.database.url, '--schema', 'old_ods', '--verbose'];
    for (const delayMs of [0, 40, 160]) {
      const work = startEtl([...args, '--wait', '30'], killed.environment);
      await work.says('loaded up to');
      await wait(delayMs);
      work.child.kill('SIGKILL');
      expect((await work.ended).signal).toBe('SIGKILL');
      // The lease of a dead process is taken over after 15 seconds; this is what they leave.
      await killed.pool.query(`update etl_admin.etl_lease set heartbeat_at = now() - interval '1 minute'`);
    }
    expect(await state(killed)).not.toEqual(await state(whole));
    const last = await importInto(killed, '--wait', '30');
    expect(last.code).toBe(0);
    expect(await state(killed)).toEqual(await state(whole));
  }, 120_000);

  it('quarantines what is no record, reads JSON in JSON and answers, and leaves out stores it does not know', async () => {
    await using scene = await Scene.open({ hall });
    const site = scene.siteId;
    await live.pool.query(`create schema odd_ods;
create table odd_ods.payment_transactions (payload jsonb, created_at timestamptz);
insert into odd_ods.payment_transactions select p, '2025-12-01T00:00:00Z' from (values
  (to_jsonb('{"id": 9007199254740993, "site_id": ${site}, "pay_amount": 10.10}'::text)),
  ('{"id": 2, "site_id": ${site}, "pay_amount": 1.0}'), ('{"id": 3, "site_id": 77}'), ('{"site_id": ${site}}')) v(p);
create table odd_ods.settlement_ticket_details (raw text, fetched_at timestamptz);
insert into odd_ods.settlement_ticket_details values
  ('{"code":0,"data":{"data":{"orderSettleId":12345678901234567,"siteId":${site},"big":1.10}}}', '2025-12-01T00:00:00Z'),
  ('{"orderSettleId": NaN', '2025-12-01T00:00:00Z');
create table odd_ods.member_profiles (id bigint, name text)`);
    await scene.inWorkplace({}, async () => undefined); // enters the store of the scene
    const { stdout, code } = await runEtl(
      ['import-legacy', '--from', live.database.url, '--schema', 'odd_ods'],
      scene.environment,
    );
    expect(code).toBe(3);
    expect(stdout).toContain('left out: 1 rows of store 77, which is not in etl_store');
    expect(stdout).toContain('left out: member_profiles has no column that looks like raw records');
    const keys = await scalar(
      scene,
      `select string_agg(source_id, ' ' order by source_id) from (
      select source_id from billiards_ods.payment_transactions union all select source_id from billiards_ods.settlement_ticket_details) k`,
    );
    expect(keys).toBe('12345678901234567 2 9007199254740993');
    const amounts = `select string_agg(payload::text, ' ' order by source_id) from billiards_ods.payment_transactions`;
    expect(await scalar(scene, amounts)).toMatch(/"pay_amount": 1\.0[,}].*"pay_amount": 10\.10[,}]/);
    const refused = `select string_agg(rule || ' ' || raw, '; ' order by raw) from etl_admin.etl_quarantine`;
    expect(await scalar(scene, refused)).toBe(
      `missing_key "{\\"orderSettleId\\": NaN"; missing_key {"site_id": ${site}}`,
    );
  });

  it.each([
    [['--from', 'mysql://x:secret@y/z'], /\(--from\) is malformed: its scheme is mysql/],
    [['--from', 'postgresql://u:secret@127.0.0.1:1/z'], /port 1, .* Check that it runs and that --from is right/],
    [['--schema', 'old_odds'], /no tables in the schema "old_odds"\. Did you mean old_ods\?/],
    [['--tables', 'ods_paymet'], /"ods_paymet", which is no table .* Did you mean ods_payment\?/],
    [['--fetched-at', 'yesterday'], /--fetched-at "yesterday" is no moment: write it with its zone/],
    [['--timezone', 'Shanghai'], /--timezone "Shanghai" is no time zone/],
  ])('%j is told in one line, without the password', async (args, message) => {
    const { code, stderr } = await importInto(live, ...args);
    expect(code).toBe(message.source.includes('port 1') ? 1 : 2);
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
    expect(stderr).not.toContain('secret');
  });

  it('refuses rows that do not say when they were received, until that is stated', async () => {
    await live.pool.query(`create schema timeless;
create table timeless.ods_payment as select store_id, payload from old_ods.ods_payment`);
    const args = ['import-legacy', '--from', live.database.url, '--schema', 'timeless'];
    await using scene = await Scene.open({ hall });
    const refused = await runEtl(args, scene.environment);
    expect(refused.stderr).toMatch(/rows of ods_payment do not say when they were received.*--fetched-at/);
    expect(refused.code).toBe(2);
    const stated = await runEtl([...args, '--fetched-at', '2026-01-02T00:00:00+08:00'], scene.environment);
    expect(stated.stdout).toContain('assumed: records without a time were received at 2026-01-01T16:00:00.000Z');
    expect(stated.code).toBe(0);
  });

  it('and compare work as the migration guide says, from one of our own databases as well', async () => {
    const guide = readPage('docs/migration-guide.md').split('## Import')[0] ?? '';
    const commands = [...guide.matchAll(/^ +npm run etl -- (.*)$/gm)].map(([, command = '']) => command);
    expect(commands.map((command) => command.split(' ')[0])).toEqual(
      'import-legacy import-legacy run compare compare'.split(' '),
    );
    await live.pool.query('create table billiards.fact_order as select * from billiards.fact_settlement');
    await using scene = await Scene.open({ hall });
    const outcomes: string[] = [];
    for (const command of commands) {
      const words = command
        .replace('postgresql://etl@oldhost:5432/old', live.database.url)
        .replace('deploy/', path.join(ROOT, 'deploy/'))
        .replaceAll("'", '')
        .split(' ');
      const { code, stdout } = await runEtl(words, scene.environment);
      outcomes.push(`${words[0]} ${code} ${/^(?:equal|different): .*$/m.exec(stdout)?.[0] ?? ''}`.trim());
    }
    const [imported, again, run, whole, facts] = outcomes;
    expect([imported, again, run]).toEqual(['import-legacy 0', 'import-legacy 0', 'run 0']);
    // Stock reports were left out, and the moments at which a profile was seen are cut to the second.
    expect(whole).toMatch(/^compare 6 different: 2 of \d+ tables differ, 0 are on one side only$/);
    expect(facts).toMatch(/^compare 6 different: 1 of \d+ tables differ, 0 are on one side only$/);
  }, 60_000);
});
