import { expect, it } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { hallRows, liveRows, scalar } from '../harness/ods-state.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

/** What a return edits: the settlement it takes back, and the lines of goods. */
const EDITED = ['settlement_records', 'store_goods_sales_records', 'recharge_settlements'];
const WISHES = `select string_agg(distinct status, ',') from etl_admin.etl_wanted_window`;

it('what a return or reversal points to is read again by the next run, though it lies long before the cursor', async () => {
  const hall = createHalls({ seed: 5, storeCount: 1, openingDate: OPENING, visitsPerDay: 60 });
  await using scene = await Scene.open({ hall });
  expect(notWell(await scene.run())).toEqual([]);
  expect(await scalar(scene, WISHES)).toBeNull();

  scene.advanceTo('2026-01-07 09:00:00');
  await scene.run();
  expect(await scalar(scene, WISHES)).toBe('WANTED');
  expect(await differing(scene)).not.toEqual([]);

  // Nothing new has happened in the hall: all that this run can find is what the returns edited.
  await scene.run();
  expect(await scalar(scene, WISHES)).toBe('DONE');
  expect(await differing(scene)).toEqual([]);
});

/** Rows that are not as the hall has them. */
async function differing(scene: Scene): Promise<string[]> {
  const [ours, theirs] = [await liveRows(scene, EDITED), await hallRows(scene, EDITED)];
  return EDITED.flatMap((table) =>
    Object.entries(theirs[table] ?? {}).flatMap(([key, row]) =>
      ours[table]?.[key] === row ? [] : [`${table} ${key}`],
    ),
  );
}
