import { expect } from 'vitest';
import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { ensureStores, loadStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { differencesFromTruth } from '../harness/day-truth.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

/** Some stores over some days, and when they are read. */
export interface TrueDays {
  readonly stores: number;
  readonly seed: number;
  readonly visits: number;
  /** Closed business days, from the opening on. */
  readonly days: number;
  /** Moments at which all stores are read, in order; the last one lies behind the days. */
  readonly readAt: readonly string[];
  /** Days before each of these moments that are read again, since upstream changes what has been read. */
  readonly readAgainDays: number;
}

/**
 * Reads the stores as their time goes by, and expects after every run that no check fails on what is, in fact, right; in
 * the end every figure of every closed day to be the hall's, to the cent, and published.
 */
export async function expectTrueDays({ stores, seed, visits, days, readAt, readAgainDays }: TrueDays): Promise<void> {
  const hall = createHalls({ seed, storeCount: stores, openingDate: OPENING, visitsPerDay: visits });
  await using scene = await Scene.open({ hall });
  const siteIds = storesOf(hall);
  for (const at of readAt) {
    const again = addDays(at.slice(0, 10) as LocalDate, -readAgainDays);
    for await (const [siteId, report] of readStoresAt(scene, at, again < OPENING ? OPENING : again)) {
      expect([...notWell(report), ...(await redChecks(scene))], `${siteId} read at ${at}`).toEqual([]);
    }
  }
  const dates = Array.from({ length: days }, (_, i) => addDays(OPENING as LocalDate, i));
  for (const siteId of siteIds) {
    expect(await differencesFromTruth(scene, siteId, { days: dates, asOf: readAt.at(-1) ?? '' })).toEqual([]);
  }
  expect(await notPublished(scene, siteIds, dates)).toEqual([]);
}

/** The ids of all stores of a chain. */
const storesOf = (hall: HallSource): string[] => Array.from({ length: hall.storeCount }, (_, i) => hall.siteIdAt(i));

/** Reads every store of the scene, one after the other, at a moment of its time, from a day on. */
export async function* readStoresAt(scene: Scene, at: string, from: string): AsyncGenerator<[string, RunReport]> {
  const siteIds = storesOf(scene.hall);
  await scene.inWorkplace({}, ({ database, config }) => ensureStores(database.pool, siteIds, config, TASKS));
  scene.advanceTo(at);
  for (const siteId of siteIds) {
    const settings = { STORE_ID: siteId, API_TOKEN: scene.simulator.tokenFor(siteId) };
    const stores = await loadStores(scene.pool, [siteId]);
    yield [siteId, await scene.run({ settings, stores, range: { from, to: null } })];
  }
}

async function redChecks({ pool }: Scene): Promise<string[]> {
  const { rows } = await pool.query<{
    text: string;
  }>(`select concat_ws(' ', site_id, check_id, status, failing_days::text,
    coalesce(message, failing_keys ->> 0)) as text
  from etl_admin.etl_check_result where status in ('FAIL', 'ERROR') order by 1`);
  return rows.map(({ text }) => text);
}

/** Days whose figures are not final, or not explained to the cent. */
async function notPublished({ pool }: Scene, siteIds: readonly string[], dates: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select concat_ws(' ', s, d::date, coalesce(status, 'NO STATUS'), unexplained_amount) as text
from unnest($1::bigint[]) as s cross join unnest($2::date[]) as d
left join billiards_dws.dws_day_status on site_id = s and business_date = d
left join billiards_dws.dws_site_day_summary f on f.site_id = s and f.business_date = d
where status is distinct from 'PUBLISHED' or unexplained_amount is distinct from 0`,
    [siteIds, dates],
  );
  return rows.map(({ text }) => text);
}
