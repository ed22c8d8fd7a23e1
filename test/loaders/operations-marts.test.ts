import { beforeEach, expect, test } from 'vitest';
import type { LocalDate } from '../../src/base/local-time.ts';
import type { BusinessDay } from '../../src/catalog/days.ts';
import { assistantDayPerformance } from '../../src/catalog/marts/assistant-day-performance.ts';
import { tableHourUtilization } from '../../src/catalog/marts/table-hour-utilization.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { rebuildMarts } from '../../src/loaders/marts/rebuild-marts.ts';
import { Rng } from '../../src/simulator/hall/rng.ts';
import { useTestDatabase } from '../harness/database.ts';
import { SITE, ZONE } from '../harness/walks.ts';

const database = useTestDatabase('operations_marts');
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** 08:00 in Shanghai, the start of the first business day. */
const START_S = 1_761_955_200;
const DATES = ['2025-11-01', '2025-11-02', '2025-11-03'] as LocalDate[];

const DAYS: readonly BusinessDay[] = DATES.map((date, i) => ({
  date,
  startsAt: instant(i * DAY_S),
  endsAt: instant((i + 1) * DAY_S),
  isOpen: false,
}));

/** A moment by its seconds since the first business day began. */
function instant(seconds: number): Date {
  return new Date((START_S + seconds) * 1000);
}

beforeEach(async () => {
  await database.pool.query(
    `insert into etl_admin.etl_store (site_id, timezone) values ($1, $2) on conflict do nothing`,
    [SITE, ZONE],
  );
});

async function rebuild(mart: typeof tableHourUtilization): Promise<void> {
  await withTransaction(database.pool, (client) =>
    rebuildMarts(client, [mart], { siteId: SITE, days: DAYS, asOf: '2025-11-04' as LocalDate, allMembers: false }),
  );
}

interface Segment {
  readonly table: number;
  readonly start: number;
  readonly seconds: number;
}

function randomSegment(rng: Rng): Segment {
  const seconds = rng.chance(0.2) ? rng.int(0, 2 * DAY_S) : rng.int(0, 3 * HOUR_S);
  return { table: rng.int(1, 3), start: rng.int(-DAY_S, 3 * DAY_S + HOUR_S), seconds };
}

const SEEDS = Array.from({ length: 25 }, (_, i) => i + 1);

/** As many as `count` of what `make` makes. */
function several<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** Second by second: which of the seconds of each hour are in use, and how often. */
function secondsByHour(segments: readonly Segment[]): Map<string, { readonly once: number; readonly all: number }> {
  const found = new Map<string, { once: number; all: number }>();
  for (const table of new Set(segments.map((segment) => segment.table))) {
    const uses = new Uint8Array(3 * DAY_S);
    for (const { start, seconds } of segments.filter((segment) => segment.table === table)) {
      for (let at = Math.max(start, 0); at < Math.min(start + seconds, uses.length); at++)
        uses[at] = (uses[at] ?? 0) + 1;
    }
    for (const [at, often] of uses.entries()) {
      if (often === 0) continue;
      const hour = (Math.floor(at / HOUR_S) + 8) % 24;
      const key = `${DATES[Math.floor(at / DAY_S)]} ${table} ${hour}`;
      const before = found.get(key) ?? { once: 0, all: 0 };
      found.set(key, { once: before.once + 1, all: before.all + often });
    }
  }
  return found;
}

test.each(SEEDS)('the use of tables by hour is what a count second by second finds (seed %i)', async (seed) => {
  const rng = new Rng(seed);
  const segments = several(rng.int(0, 12), () => randomSegment(rng));
  await database.pool.query('truncate billiards.fact_table_fee');
  await database.pool.query(
    `insert into billiards.fact_table_fee (site_id, table_fee_id, table_id, ledger_amount, create_time, start_use_time,
  last_use_time, business_date, is_deleted, _source_id, _load_id)
select $1, n, t, 1, e, s, e, '2025-11-01', false, n, 1
from unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[]) with ordinality as u (t, s, e, n)`,
    [
      SITE,
      segments.map(({ table }) => table),
      segments.map(({ start }) => instant(start)),
      segments.map(({ start, seconds }) => instant(start + seconds)),
    ],
  );
  await rebuild(tableHourUtilization);
  const { rows } = await database.pool.query<{ key: string; once: number; all: number; capacity: number }>(
    `select concat_ws(' ', business_date, table_id, local_hour) as key, use_seconds::int as once,
  segment_seconds::int as all, capacity_seconds::int as capacity from billiards_dws.dws_table_hour_utilization`,
  );
  const used = rows.filter(({ all }) => all > 0).map(({ key, once, all }) => [key, { once, all }] as const);
  expect(new Map(used)).toEqual(secondsByHour(segments));
  const tableDays = new Set(used.map(([key]) => key.split(' ').slice(0, 2).join(' ')));
  expect(rows).toHaveLength(tableDays.size * 24);
  expect(rows.every(({ capacity }) => capacity === HOUR_S)).toBe(true);
});

interface Order {
  readonly tableFee: number;
  readonly goods: number;
  readonly services: readonly { readonly assistant: number; readonly seconds: number; readonly fee: number }[];
}

function randomOrder(rng: Rng): Order {
  const cents = (): number => rng.int(0, 99_999);
  const service = (): Order['services'][number] => ({
    assistant: rng.int(1, 5),
    seconds: rng.chance(0.4) ? 0 : rng.int(1, 9000),
    fee: cents(),
  });
  return { tableFee: cents(), goods: cents(), services: several(rng.int(1, 6), service) };
}

/** What each assistant brings in, in cents: own fees, and the rest by time with the largest remainders rounded up. */
function partsOf({ tableFee, goods, services }: Order): Map<number, number> {
  const ids = [...new Set(services.map(({ assistant }) => assistant))].toSorted((a, b) => a - b);
  const sum = (id: number, of: 'seconds' | 'fee'): number =>
    services.filter(({ assistant }) => assistant === id).reduce((total, service) => total + service[of], 0);
  const seconds = ids.map((id) => sum(id, 'seconds'));
  const weights = seconds.every((weight) => weight === 0) ? ids.map(() => 1) : seconds;
  const whole = weights.reduce((total, weight) => total + weight, 0);
  const cents = tableFee + goods;
  const floors = weights.map((weight) => Math.floor((cents * weight) / whole));
  const left = cents - floors.reduce((total, floor) => total + floor, 0);
  const byRest = ids
    .map((_, i) => i)
    .toSorted((a, b) => ((cents * (weights[b] ?? 0)) % whole) - ((cents * (weights[a] ?? 0)) % whole));
  const lucky = new Set(byRest.slice(0, left));
  return new Map(ids.map((id, i) => [id, (floors[i] ?? 0) + (lucky.has(i) ? 1 : 0) + sum(id, 'fee')]));
}

test.each(SEEDS)('what an order brought in is split among its assistants to the last cent (seed %i)', async (seed) => {
  const rng = new Rng(seed);
  const orders = several(rng.int(1, 5), () => randomOrder(rng));
  await database.pool.query('truncate billiards.fact_settlement, billiards.fact_assistant_service');
  await database.pool.query(
    `insert into billiards.fact_settlement (site_id, order_settle_id, settle_type, table_charge_money, goods_money, pay_time, pay_amount,
  business_date, is_deleted, _source_id, _load_id)
select $1, n, 1, t / 100.0, g / 100.0, $4, 0, '2025-11-01', false, n, 1
from unnest($2::int[], $3::int[]) with ordinality as u (t, g, n)`,
    [SITE, orders.map(({ tableFee }) => tableFee), orders.map(({ goods }) => goods), instant(HOUR_S)],
  );
  const services = orders.flatMap((order, i) => order.services.map((service) => ({ ...service, order: i + 1 })));
  await database.pool.query(
    `insert into billiards.fact_assistant_service (site_id, assistant_service_id, order_settle_id, assistant_id, ledger_amount,
  real_use_seconds, create_time, business_date, is_deleted, _source_id, _load_id)
select $1, n, o, a, f / 100.0, s, $6, '2025-11-01', false, n, 1
from unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[]) with ordinality as u (o, a, f, s, n)`,
    [
      SITE,
      services.map(({ order }) => order),
      services.map(({ assistant }) => assistant),
      services.map(({ fee }) => fee),
      services.map(({ seconds }) => seconds),
      instant(HOUR_S),
    ],
  );
  await rebuild(assistantDayPerformance);
  const { rows } = await database.pool.query<{ id: number; cents: number }>(
    `select assistant_id::int as id, (time_weighted_revenue * 100)::int as cents
from billiards_dws.dws_assistant_day_performance`,
  );
  const expected = new Map<number, number>();
  for (const [id, cents] of orders.flatMap((order) => [...partsOf(order)])) {
    expected.set(id, (expected.get(id) ?? 0) + cents);
  }
  expect(new Map(rows.map(({ id, cents }) => [id, cents]))).toEqual(expected);
});
