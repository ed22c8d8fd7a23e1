import { describe, expect, it } from 'vitest';
import { MISBEHAVIOURS } from '../../src/simulator/server/misbehaviour/catalogue.ts';
import { differencesFromTruth } from '../harness/day-truth.ts';
import { notWell, OPENING, Scene, scenarioHall } from '../harness/scenario.ts';
import { type Case, MATRIX, type Signal } from './misbehaviour-matrix.ts';

const hall = scenarioHall();
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03'];
/** What the contract lists; the simulator has a few switches more. */
const CONTRACT_IDS = MISBEHAVIOURS.map(({ name }) => name)
  .filter((name) => name.startsWith('M-'))
  .toSorted();
const AS_OF = '2026-01-04 09:00:00';

interface Outcome {
  readonly signals: ReadonlySet<string>;
  /** Whether something calls for attention: a task that ended short, a blocked day, a check of severity error. */
  readonly isRed: boolean;
  /** Figures that stand and are wrong. */
  readonly wrong: readonly string[];
}

async function play(one: Case): Promise<Outcome> {
  const isLater = one.after !== undefined;
  await using scene = await Scene.open({
    hall,
    misbehave: isLater ? '' : one.switch,
    settings: { API_PAGE_SIZE: '20', API_RETRIES: '4' },
  });
  if (isLater) {
    await scene.run();
    scene.simulator.setMisbehaviour(one.switch);
  }
  const report = await scene.run({ range: { from: OPENING, to: null } });
  const texts = async (sql: string): Promise<string[]> =>
    (await scene.pool.query<{ text: string }>(sql, sql.includes('$1') ? [report.runId] : [])).rows.map(
      ({ text }) => text,
    );
  const red = await texts(`select check_id as text from etl_admin.etl_check_result
where run_id = $1 and status in ('FAIL', 'ERROR')`);
  const standing = await texts(`select business_date::text as text from billiards_dws.dws_site_day_summary order by 1`);
  return {
    signals: new Set([
      ...notWell(report).map((line) => `task ${line.replace(/ (INCOMPLETE|WARNING|FAILED|SKIPPED) /, ' ')}`),
      ...(await texts(`select distinct 'quarantine ' || rule as text from etl_admin.etl_quarantine`)),
      ...(await texts(`select distinct 'drift ' || kind as text from etl_admin.etl_drift`)),
      ...(await texts(`select distinct 'check ' || check_id as text from etl_admin.etl_check_result
where run_id = $1 and status not in ('PASS', 'NO_HISTORY')`)),
    ]),
    isRed: red.length > 0 || report.status !== 'SUCCESS',
    wrong: await differencesFromTruth(scene, scene.siteId, {
      days: DAYS.filter((day) => standing.includes(day)),
      asOf: AS_OF,
    }),
  };
}

describe.each(
  MATRIX.map((one) => [`${one.switch}${one.after === undefined ? '' : ` after ${one.after}`}`, one] as const),
)('upstream misbehaves: %s', (_, one) => {
  it(one.harmless === undefined ? `is caught by ${one.caught?.join(', ')}` : `harmless: ${one.harmless}`, async () => {
    const { signals, isRed, wrong } = await play(one);
    const told = `told: ${[...signals].join('; ')}`;
    const missing = (one.caught ?? []).filter((signal: Signal) => !signals.has(signal));
    expect(missing, told).toEqual([]);
    if (one.harmless !== undefined) expect({ isRed, wrong }, told).toEqual({ isRed: false, wrong: [] });
    // The rule above all others: no wrong figure stands while everything looks well.
    if (wrong.length > 0) expect(isRed, wrong.join('; ')).toBe(true);
  });
});

it('the matrix names every misbehaviour there is', () => {
  const named = new Set(MATRIX.map((one) => one.switch.replace(/=.*/, '')));
  expect([...named].toSorted()).toEqual(CONTRACT_IDS);
});
