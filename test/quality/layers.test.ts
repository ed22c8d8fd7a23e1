import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { SiteId } from '../../src/base/ids.ts';
import type { LocalDate } from '../../src/base/local-time.ts';
import type { Check } from '../../src/catalog/check.ts';
import { RECOMPUTED_CHECKS } from '../../src/catalog/checks/recomputed.ts';
import { CURRENT_CHECKS } from '../../src/catalog/checks/reconcile-dimensions.ts';
import type { BusinessDay } from '../../src/catalog/days.ts';
import { dwsTable } from '../../src/catalog/mart.ts';
import { STORED_MARTS } from '../../src/catalog/marts.ts';
import { connectClient } from '../../src/database/connection.ts';
import { runChecks } from '../../src/quality/run-checks.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('layers');
const store = useSimulatedStore(database, { visits: '20' });
const MARTS = STORED_MARTS.filter(({ spread }) => spread === 'day');

beforeAll(async () => {
  await store.run('DWD_*');
  await store.run('DWS_PUBLISH');
}, 60_000);

/** Where one row is picked. The store is said of both, so that a cluster has it done where the store is. */
const one = (table: string, where = 'true'): string =>
  `site_id = ${store.siteId} and ctid = (select ctid from ${table} where site_id = ${store.siteId} and ${where} limit 1)`;

/** What the checks say after something was done, which is then taken back. */
async function judged(checks: readonly Check[], before: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ business_date: LocalDate }>(
    'select business_date from billiards_dws.dws_day_status order by 1',
  );
  const days = rows.map(({ business_date: date }): BusinessDay => {
    const startsAt = new Date(`${date}T00:00:00Z`);
    return { date, startsAt, endsAt: new Date(startsAt.getTime() + 86_400_000), isOpen: false };
  });
  const client = await connectClient(database.url, { pipeline: true });
  try {
    await client.query('begin');
    await client.query(before);
    const scope = { siteId: store.siteId as SiteId, days, snoozed: new Set<string>(), clock: systemClock };
    const outcomes = await runChecks(client, checks, scope);
    return outcomes
      .filter(({ status }) => status !== 'PASS')
      .map(({ check, status, violations, message }) => `${check.id} ${status} ${message ?? violations}`);
  } finally {
    await client.end();
  }
}

describe('figures that are not what their query says', () => {
  it('are none after a run', async () => {
    expect(await judged(RECOMPUTED_CHECKS, 'select 1')).toEqual([]);
  });

  it.each(MARTS.map((mart) => [mart.table, mart] as const))('are found in %s', async (table, mart) => {
    const figure = mart.columns.find(({ kind }) => ['money', 'count', 'quantity', 'seconds'].includes(kind))?.name;
    const found = one(dwsTable(mart));
    expect(await judged(RECOMPUTED_CHECKS, `delete from ${dwsTable(mart)} where ${found}`)).toContain(
      `reconcile.mart.${table} FAIL 1`,
    );
    const more = `update ${dwsTable(mart)} set ${figure} = coalesce(${figure}, 0) + 1 where ${found}`;
    expect(await judged(RECOMPUTED_CHECKS, more)).toContain(`reconcile.mart.${table} FAIL 1`);
  });

  it('are not judged where a day is due, or keeps older figures', async () => {
    const touched = `update ${dwsTable({ table: 'dws_site_day_summary' })} set goods_pieces = goods_pieces + 1;`;
    expect(await judged(RECOMPUTED_CHECKS, touched)).not.toEqual([]);
    const due = `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
      select site_id, business_date, 'test', 'test' from billiards_dws.dws_day_status`;
    expect(await judged(RECOMPUTED_CHECKS, `${touched} ${due}`)).toEqual([]);
    expect(
      await judged(RECOMPUTED_CHECKS, `${touched} update billiards_dws.dws_day_status set status = 'STALE'`),
    ).toEqual([]);
  });
});

describe('members that are not what their records say', () => {
  it('are none after a run', async () => {
    expect(await judged(CURRENT_CHECKS, 'select 1')).toEqual([]);
  });

  it.each(CURRENT_CHECKS.map(({ id }) => [id.replace('reconcile.current.', ''), id]))(
    'are found in %s',
    async (table, id) => {
      const found = one(`billiards.${table}`, 'is_current');
      expect(await judged(CURRENT_CHECKS, `delete from billiards.${table} where ${found}`)).toEqual([`${id} FAIL 1`]);
      expect(await judged(CURRENT_CHECKS, `update billiards.${table} set is_deleted = true where ${found}`)).toEqual([
        `${id} FAIL 1`,
      ]);
    },
  );

  it('are found by any of their values', async () => {
    const found = one('billiards.dim_member_card', 'is_current');
    for (const change of ['balance = balance + 0.01', "card_type_name = card_type_name || '?'"])
      expect(await judged(CURRENT_CHECKS, `update billiards.dim_member_card set ${change} where ${found}`)).toEqual([
        'reconcile.current.dim_member_card FAIL 1',
      ]);
  });
});
