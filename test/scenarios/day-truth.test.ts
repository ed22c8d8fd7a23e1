import { expect, test } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { differencesFromTruth } from '../harness/day-truth.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05', '2026-01-06', '2026-01-07'];
/** Mornings and evenings at which the store is read; what happened since is read again. */
const READ_AT = ['2026-01-02 20:15:00', '2026-01-04 09:00:00', '2026-01-06 01:30:00', '2026-01-08 09:00:00'];

test.each([3, 11])('a week read in several runs has the figures of the hall, to the cent (seed %i)', async (seed) => {
  const hall = createHalls({ seed, storeCount: 1, openingDate: OPENING, visitsPerDay: 40 });
  await using scene = await Scene.open({ hall });
  for (const at of READ_AT) {
    scene.advanceTo(at);
    const report = await scene.run({ range: { from: OPENING, to: null } });
    expect(notWell(report)).toEqual([]);
  }
  expect(await differencesFromTruth(scene, scene.siteId, { days: DAYS, asOf: READ_AT.at(-1) ?? '' })).toEqual([]);
  const { rows } = await scene.pool.query(
    `select business_date, status from billiards_dws.dws_day_status where business_date = any($1) and status <> 'PUBLISHED'`,
    [DAYS],
  );
  expect(rows).toEqual([]);
  const { rows: unexplained } = await scene.pool.query(
    'select business_date, unexplained_amount from billiards_dws.dws_site_day_summary where unexplained_amount <> 0',
  );
  expect(unexplained).toEqual([]);
});
