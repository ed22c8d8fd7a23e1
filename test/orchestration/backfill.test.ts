import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { Cancelled } from '../../src/base/errors.ts';
import type { LocalTime } from '../../src/base/local-time.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { findOpenBackfill, listBackfills, recordBackfill } from '../../src/orchestration/backfill/ledger.ts';
import { halve, planBackfill } from '../../src/orchestration/backfill/plan-backfill.ts';
import { runBackfill } from '../../src/orchestration/backfill/run-backfill.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { asksUpstream } from '../../src/orchestration/store-run.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import type { Store } from '../../src/tasks/task.ts';
import { hallRows, liveRows, scalar } from '../harness/ods-state.ts';
import { notWell, Scene, type SceneRun, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
const FROM = '2026-01-01 08:00:00' as LocalTime;
const TO = '2026-01-04 09:00:00' as LocalTime;
const TABLES = ['settlement_records', 'payment_transactions', 'store_goods_sales_records'];
const DOWNSTREAM = TASKS.filter((task) => !asksUpstream(task));
const CURSORS = `select string_agg(task_code || ' ' || time_cursor, ',') from etl_admin.etl_cursor where task_code like 'ODS%'`;
const LEFT = `select count(*)::text from etl_admin.etl_wanted_window where status in ('WANTED', 'FAILED')`;

/** Plans the three tables over the three days of the hall, or goes on with what was begun, and reads. */
async function backfill(
  scene: Scene,
  { windowDays = 1, parallel = 3, ...how }: SceneRun & { windowDays?: number; parallel?: number } = {},
): Promise<RunReport> {
  return scene.inWorkplace(how, async (place) => {
    const [store] = await loadStores(place.database.pool, null);
    if (store === undefined) throw new Error('no store');
    const endpoints = place.endpoints.filter(({ table }) => TABLES.includes(table));
    const plan = await planBackfill(place.database.pool, store, endpoints, {
      from: FROM,
      to: TO,
      windowDays,
      onlyMissing: false,
      pageSize: 100,
    });
    const open = await findOpenBackfill(place.database.pool, store, plan);
    const id = open ?? (await withTransaction(place.database.pool, (client) => recordBackfill(client, store, plan)));
    const silent = () => undefined;
    return await runBackfill(place, {
      id,
      store,
      parallel,
      ration: null,
      downstream: DOWNSTREAM,
      acceptDeletes: false,
      onProgress: silent,
      onTaskEnd: silent,
    });
  });
}

describe('a backfill', () => {
  it('brings the range, and leaves the cursors of the live sync alone', async () => {
    await using scene = await Scene.open({ hall });
    const report = await backfill(scene);
    expect(notWell(report).filter((line) => line.startsWith('ODS'))).toEqual([]);
    expect(await liveRows(scene, TABLES)).toEqual(await hallRows(scene, TABLES));
    expect(await scalar(scene, CURSORS)).toBeNull();
    expect(await listBackfills(scene.pool)).toMatchObject([{ status: 'DONE', windows: 12, done: 12, failed: 0 }]);
    expect(Number(await scalar(scene, 'select count(*)::text from billiards.fact_settlement'))).toBeGreaterThan(0);
  });

  it('that was stopped goes on with what is left', async () => {
    await using scene = await Scene.open({ hall, simulator: { latencyMs: 50 } });
    const stop = new AbortController();
    const under = backfill(scene, { parallel: 1, signal: stop.signal });
    await vi.waitUntil(async () => (await scalar(scene, LEFT)) === '10', { timeout: 10_000, interval: 5 });
    stop.abort(new Cancelled('enough'));
    await expect(under).rejects.toThrow('enough');
    const [begun] = await listBackfills(scene.pool);
    expect(begun?.done).toBeGreaterThanOrEqual(2);
    expect(begun?.done).toBeLessThan(12);
    await backfill(scene);
    expect(await listBackfills(scene.pool)).toMatchObject([{ status: 'DONE', windows: 12, done: 12 }]);
    expect(await scalar(scene, 'select count(*)::text from etl_admin.etl_window')).toBe('12');
    expect(await liveRows(scene, TABLES)).toEqual(await hallRows(scene, TABLES));
  });

  it('lets a live run through that would not wait, and both end well', async () => {
    await using scene = await Scene.open({ hall, simulator: { latencyMs: 30 } });
    const under = backfill(scene);
    await vi.waitUntil(async () => (await scalar(scene, 'select 1::text from etl_admin.etl_window limit 1')) === '1', {
      timeout: 10_000,
      interval: 5,
    });
    const live = await scene.run();
    expect(notWell(live)).toEqual([]);
    expect(notWell(await under).filter((line) => line.startsWith('ODS'))).toEqual([]);
    expect(await liveRows(scene)).toEqual(await hallRows(scene));
  });

  it('is read by one process at a time', async () => {
    await using scene = await Scene.open({ hall, simulator: { latencyMs: 50 } });
    const under = backfill(scene);
    // The run is recorded once the backfill is held; its windows are there before.
    const running = `select count(*) from etl_admin.etl_run where status = 'RUNNING'`;
    await vi.waitUntil(async () => (await scalar(scene, running)) !== '0', { timeout: 10_000, interval: 5 });
    await expect(backfill(scene)).rejects.toMatchObject({ code: 'BACKFILL_RUNNING' });
    await under;
  });

  it('halves windows that upstream finds too long, until it takes them', async () => {
    await using scene = await Scene.open({ hall });
    await using upstream = await fussyUpstream(scene.simulator.url, 30);
    const report = await backfill(scene, { windowDays: 3, settings: { API_BASE: upstream.url } });
    expect(notWell(report).filter((line) => line.startsWith('ODS'))).toEqual([]);
    expect(await liveRows(scene, TABLES)).toEqual(await hallRows(scene, TABLES));
    expect(await listBackfills(scene.pool)).toMatchObject([{ status: 'DONE', windows: 12, done: 12 }]);
    expect(upstream.refused()).toBe(6);
    expect(scene.said.join('\n')).toContain('reading it in two halves');
  });

  it('stops when upstream does not answer at all, says how to go on, and goes on', async () => {
    await using scene = await Scene.open({ hall, settings: { API_RETRIES: '0' } });
    const gone = { API_BASE: 'http://127.0.0.1:9' };
    await expect(backfill(scene, { parallel: 1, settings: gone })).rejects.toMatchObject({
      code: 'UPSTREAM_DOWN',
      message: expect.stringMatching(/backfill resume 1"/),
    });
    await backfill(scene);
    expect(await liveRows(scene, TABLES)).toEqual(await hallRows(scene, TABLES));
  });

  it('plans windows by what former reads brought, and leaves out what has been read', async () => {
    await using scene = await Scene.open({ hall });
    await backfill(scene, { windowDays: 3 });
    await scene.inWorkplace({}, async ({ database: { pool }, endpoints }) => {
      const [store] = await loadStores(pool, null);
      const wanted = endpoints.filter(({ table }) => table === 'settlement_records' || table === 'refund_transactions');
      const range = { from: FROM, to: TO, windowDays: null, onlyMissing: true, pageSize: 100 };
      const { parts } = await planBackfill(pool, store as Store, wanted, range);
      expect(Object.fromEntries(parts.map(({ task, windows }) => [task, windows.length]))).toEqual({
        ODS_ORDER_SETTLE: 0,
        ODS_REFUND: 1,
      });
      const known = parts.find(({ task }) => task === 'ODS_ORDER_SETTLE');
      const rows = Number(
        await scalar(
          scene,
          `select count(*)::text from billiards_ods.settlement_records where event_time < '2026-01-04 08:00:00'`,
        ),
      );
      expect(known?.rowsPerDay).toBeCloseTo(rows / 3, 5);
    });
  });
});

describe('halve', () => {
  const store = {
    timezone: 'Asia/Shanghai',
    businessDays: [{ from: null, startHour: 8, timezone: 'Asia/Shanghai' }],
  } as unknown as Store;
  const at = (from: string, to: string) =>
    halve({ from: from as LocalTime, to: to as LocalTime }, store)?.[0].to ?? null;

  it('cuts at the start of a business day where it can, at an hour where it must, and not at all below two hours', () => {
    expect(at('2026-01-01 08:00:00', '2026-01-08 08:00:00')).toBe('2026-01-05 08:00:00');
    expect(at('2026-01-01 08:00:00', '2026-01-03 08:00:00')).toBe('2026-01-02 08:00:00');
    expect(at('2026-01-01 08:00:00', '2026-01-02 08:00:00')).toBe('2026-01-01 20:00:00');
    expect(at('2026-01-01 08:00:00', '2026-01-01 10:00:00')).toBe('2026-01-01 09:00:00');
    expect(at('2026-01-01 08:00:00', '2026-01-01 09:59:59')).toBeNull();
  });
});

/** Hands requests on to the simulator, but refuses ranges of more than so many hours, as upstreams do that fear long queries. */
async function fussyUpstream(
  target: string,
  mostHours: number,
): Promise<AsyncDisposable & { url: string; refused(): number }> {
  let refused = 0;
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const times = [...body.toString().matchAll(/"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"/g)].map(([, time = '']) =>
        Date.parse(`${time}Z`),
      );
      if (times.length > 1 && Math.max(...times) - Math.min(...times) > mostHours * 3_600_000) {
        refused += 1;
        answer.setHeader('content-type', 'application/json').end('{"code":1400,"msg":"查询时间范围过大","data":null}');
        return;
      }
      const { method, headers } = incoming;
      const onward = request(`${target}${incoming.url}`, { method, headers }, (found) => {
        answer.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(answer);
      });
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refused: () => refused,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
