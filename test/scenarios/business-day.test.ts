import { expect, test } from 'vitest';
import type { LocalDate } from '../../src/base/local-time.ts';
import { type BusinessDayChange, changeBusinessDay } from '../../src/orchestration/business-day-change.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

const FROM = '2026-01-05' as LocalDate;

async function change(scene: Scene, startHour: number, write: boolean): Promise<BusinessDayChange> {
  return scene.inWorkplace({}, async (place) => {
    const [store] = await loadStores(place.database.pool, [scene.siteId]);
    if (store === undefined) throw new Error('no store');
    const rule = { from: FROM, startHour, timezone: store.timezone };
    return await changeBusinessDay(place, store, { rule, write, waitMs: 0 });
  });
}

const figures = async (scene: Scene): Promise<Map<string, object>> => {
  const { rows } = await scene.pool.query<{ business_date: string }>(
    'select * from billiards_dws.dws_site_day_summary order by business_date',
  );
  return new Map(rows.map((row) => [row.business_date, row]));
};

const total = async (scene: Scene): Promise<unknown> =>
  (
    await scene.pool.query(`select sum(gross_amount)::text as gross, sum(table_use_seconds)::text as seconds,
      sum(settlement_count)::text as settlements, sum(stock_out)::text as stock, sum(new_member_count)::text as members
    from billiards_dws.dws_site_day_summary`)
  ).rows[0];

test('another hour from a date on restates exactly the days it said, loses nothing, and can be taken back', {
  timeout: 120_000,
}, async () => {
  await using scene = await Scene.open({
    hall: createHalls({ seed: 3, storeCount: 1, openingDate: OPENING, visitsPerDay: 60 }),
  });
  scene.advanceTo('2026-01-09 09:00:00');
  const first = await scene.run();
  expect(notWell(first)).toEqual([]);
  const [before, sums] = [await figures(scene), await total(scene)];

  const preview = await change(scene, 2, false);
  expect(preview.days.length).toBeGreaterThan(2);
  expect(preview.days.every((day) => day >= '2026-01-04')).toBe(true);
  expect(await figures(scene)).toEqual(before);

  expect(await change(scene, 2, true)).toEqual({ ...preview, written: true });
  const report = await scene.run({ only: dwdAndDws(first) });
  expect(notWell(report)).toEqual([]);
  const { rows } = await scene.pool.query<{ day: string }>(
    'select business_date::text as day from etl_admin.etl_restatement where run_id = $1 order by 1',
    [report.runId],
  );
  // The open day is computed at every run that finds something new; nothing was.
  expect(rows.map(({ day }) => day)).toEqual(preview.days);
  const after = await figures(scene);
  const differing = [...after].filter(([day, row]) => JSON.stringify(row) !== JSON.stringify(before.get(day)));
  expect(differing.map(([day]) => day).filter((day) => !preview.days.includes(day as LocalDate))).toEqual([]);
  expect(differing.length).toBeGreaterThan(2);
  expect(await total(scene)).toEqual(sums);

  await change(scene, 8, true);
  expect(notWell(await scene.run({ only: dwdAndDws(report) }))).toEqual([]);
  expect(await figures(scene)).toEqual(before);
});

/** Codes of the tasks that ask nobody. */
function dwdAndDws(report: { readonly tasks: readonly { readonly code: string }[] }): string[] {
  return report.tasks.map(({ code }) => code).filter((code) => !code.startsWith('ODS_'));
}
