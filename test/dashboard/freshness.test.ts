import { beforeAll, describe, expect, test } from 'vitest';
import type { FreshnessAnswer, StoreFreshness } from '../../src/dashboard/api/freshness.ts';
import { useTestDashboard, type Visitor } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('dashboard_freshness');
/** Monday morning, two hours after the business day began. */
const clock = { now: () => new Date('2025-11-24T02:00:00Z'), sleep: async () => undefined };
const dashboard = useTestDashboard(database, { clock });
const [STORE, OTHER] = ['81', '82'];

let viewer: Visitor;

/** `from` and `to` in the wall clock of the store. */
async function plantWindow(siteId: string, from: string, to: string, status = 'COMPLETE'): Promise<void> {
  await database.pool.query(
    `insert into etl_admin.etl_window (site_id, task_code, walk_id, window_from, window_to, status, started_at, rows_seen, distinct_keys, load_id)
    values ($1, 'ODS_PAYMENT', gen_random_uuid()::text, $2::timestamp at time zone 'Asia/Shanghai', $3::timestamp at time zone 'Asia/Shanghai',
      $4, now(), 1, 1, 1)`,
    [siteId, from, to, status],
  );
}

beforeAll(async () => {
  for (const siteId of [STORE, OTHER]) {
    await database.pool.query('insert into etl_admin.etl_store (site_id, store_name) values ($1, $2)', [
      siteId,
      `S${siteId}`,
    ]);
    await database.pool.query(
      `insert into etl_admin.etl_task (task_code, store_id, enabled) values ('ODS_REFUND', $1, false)`,
      [siteId],
    );
  }
  // Two walks that overlap are one range; the third ends at noon; what was not proven counts for nothing.
  await plantWindow(STORE, '2025-11-19 08:00', '2025-11-20 20:00');
  await plantWindow(STORE, '2025-11-20 12:00', '2025-11-21 08:00');
  await plantWindow(STORE, '2025-11-21 08:00', '2025-11-21 14:00');
  await plantWindow(STORE, '2025-11-22 08:00', '2025-11-23 08:00', 'INCOMPLETE');
  await plantWindow(STORE, '2025-11-23 08:00', '2025-11-24 09:00');
  await plantWindow(OTHER, '2025-11-18 08:00', '2025-11-24 10:00');
  await database.pool.query(
    `insert into billiards_dws.dws_day_status (site_id, business_date, status, since) values ($1, '2025-11-20', 'PUBLISHED', now())`,
    [STORE],
  );
  viewer = await dashboard.visit('viewer');
});

async function ask(query: string, by = viewer): Promise<FreshnessAnswer> {
  const response = await by.get(`/freshness?${query}`);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as FreshnessAnswer;
}

const cellsOf = (store: StoreFreshness | undefined, task: string): string[] =>
  (store?.endpoints.find((row) => row.task === task)?.cells ?? []).map(
    ({ coverage, percent }) => `${coverage} ${percent}`,
  );

describe('the board of one store', () => {
  test('says of each business day how much of it was proven to be read', async () => {
    const { dates, stores } = await ask(`store=${STORE}&days=7`);
    expect([dates[0], dates.at(-1)]).toEqual(['2025-11-18', '2025-11-24']);
    expect(cellsOf(stores[0], 'ODS_PAYMENT')).toEqual([
      'BEFORE 0',
      'FULL 100',
      'FULL 100',
      'PART 25',
      'MISSING 0',
      'FULL 100',
      'TODAY 50',
    ]);
  });

  test('expects of an endpoint that has read nothing what its store has read, and nothing of one that is off', async () => {
    const [store] = (await ask(`store=${STORE}&days=7`)).stores;
    expect(cellsOf(store, 'ODS_GOODS_LEDGER').slice(0, 2)).toEqual(['BEFORE 0', 'MISSING 0']);
    expect(store?.endpoints.map(({ task }) => task)).not.toContain('ODS_REFUND');
    expect(store?.tasks.map(({ task }) => task)).toContain('ODS_MEMBER');
  });

  test('shows the state of the figures beside it, and what would fill the holes', async () => {
    const [store] = (await ask(`store=${STORE}&days=5&to=2025-11-22`)).stores;
    expect(store?.days).toEqual([null, null, 'PUBLISHED', null, null]);
    expect(store?.gap).toMatchObject({ from: '2025-11-19', to: '2025-11-22' });
    expect(store?.gap?.tasks).toContain('ODS_PAYMENT');
  });
});

test('the board of all stores shows the worst of each day, and leaves the endpoints out', async () => {
  const { stores } = await ask('store=all&days=7');
  expect(stores.map(({ siteId, endpoints, tasks }) => [siteId, endpoints, tasks])).toEqual([
    [STORE, [], []],
    [OTHER, [], []],
  ]);
  expect(stores[0]?.worst.map(({ coverage }) => coverage).slice(0, 3)).toEqual(['BEFORE', 'MISSING', 'MISSING']);
});

test('somebody who sees one store sees its board alone', async () => {
  const limited = await dashboard.visit('viewer', [OTHER]);
  const { stores, mayAct } = await ask('store=all&days=7', limited);
  expect(stores.map(({ siteId }) => siteId)).toEqual([OTHER]);
  expect(mayAct).toBe(false);
  expect((await limited.get(`/freshness?store=${STORE}`)).status).toBe(404);
});

test.each(['store=all&days=0', 'store=all&days=93', 'store=all&days=x', 'store=all&to=2025-02-30', 'days=7'])(
  'a wrong question is told to be wrong: %s',
  async (query) => {
    expect((await viewer.get(`/freshness?${query}`)).status).toBe(400);
  },
);

test('no test above met a fault that nobody foresaw', () => {
  expect(dashboard.faults).toEqual([]);
});
