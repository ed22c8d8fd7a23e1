import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteId } from '../../src/base/ids.ts';
import type { LocalDate } from '../../src/base/local-time.ts';
import type { Check } from '../../src/catalog/check.ts';
import { CHECKS } from '../../src/catalog/checks.ts';
import type { BusinessDay } from '../../src/catalog/days.ts';
import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { connectClient } from '../../src/database/connection.ts';
import { type CheckOutcome } from '../../src/quality/outcome.ts';
import { runChecks } from '../../src/quality/run-checks.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';
import { plantedFault } from './planted-faults.ts';

/** The simulator's own copy of the contract. */
const INVARIANTS = JSON.parse(
  readFileSync(new URL('../simulator/rules/invariants.json', import.meta.url), 'utf8'),
) as readonly { readonly id: string; readonly severity: string }[];
const LAWS = CHECKS.filter(({ family }) => family === 'invariant');

/** Twelve closed days; the hall is read while they go by, so that there are late edits. */
const DAYS: readonly BusinessDay[] = Array.from({ length: 12 }, (_, i) => {
  const date = `2026-01-${String(i + 1).padStart(2, '0')}` as LocalDate;
  const startsAt = new Date(`${date}T00:00:00Z`);
  return { date, startsAt, endsAt: new Date(startsAt.getTime() + 86_400_000), isOpen: false };
});
const READ_AT = ['2026-01-05 09:00:00', '2026-01-13 09:00:00', '2026-01-13 21:00:00'];

let scene: Scene;
let client: Awaited<ReturnType<typeof connectClient>>;

beforeAll(async () => {
  scene = await Scene.open({ hall: createHalls({ seed: 5, storeCount: 1, openingDate: OPENING, visitsPerDay: 40 }) });
  for (const at of READ_AT) {
    scene.advanceTo(at);
    const unwell = notWell(await scene.run({ range: { from: OPENING, to: null } }));
    if (unwell.length > 0) throw new Error(`the hall did not load: ${unwell.join(', ')}`);
  }
  client = await connectClient(scene.database.url, { pipeline: true });
}, 120_000);

afterAll(async () => {
  await client.end();
  await scene[Symbol.asyncDispose]();
});

/** Runs checks in a transaction that is rolled back, after something was done in it. */
async function judge(checks: readonly Check[], before = ''): Promise<CheckOutcome[]> {
  await client.query('begin');
  try {
    if (before !== '') await client.query(before);
    return await runChecks(client, checks, {
      siteId: scene.siteId as SiteId,
      days: DAYS,
      snoozed: new Set(),
      clock: scene.clock,
    });
  } finally {
    await client.query('rollback');
  }
}

const broken = (outcomes: readonly CheckOutcome[]): string[] =>
  outcomes
    .filter(({ status }) => status !== 'PASS')
    .map(({ check, status, violations, message, sample }) =>
      [check.id, status, violations, message, JSON.stringify(sample[0])].join(' '),
    );

/** Whether a failing key leads to the row that its check says it is one of; true where it says none. */
async function namesRow({ keyOf }: Check, key: string): Promise<boolean> {
  if (keyOf === null) return true;
  const [column = ''] = [...FACTS, ...DIMENSIONS].find(({ table }) => table === keyOf)?.key ?? [];
  const sql = `select from billiards.${keyOf} where site_id = $1 and ${column}::text = $2`;
  return (await client.query(sql, [scene.siteId, key.split(' ')[0]])).rows.length > 0;
}

describe('the laws of the contract', () => {
  it('are all here, by their ids, as severe as the contract says', () => {
    const severityOf = (list: readonly { readonly id: string; readonly severity: string }[]): string[] =>
      list.map(({ id, severity }) => `${id} ${severity}`).toSorted();
    expect(severityOf(LAWS)).toEqual(severityOf(INVARIANTS));
    expect(LAWS).toHaveLength(89);
  });

  it('hold on clean days', async () => {
    expect(broken(await judge(LAWS))).toEqual([]);
  });

  it.each(LAWS.map((law) => [law.id, law.en, law] as const))('%s notices when not: %s', async (id, _, law) => {
    const [outcome] = await judge([law], plantedFault(id, scene.siteId));
    expect(outcome).toMatchObject({ status: { error: 'FAIL', warn: 'WARN', info: 'INFO' }[law.severity] });
    expect(outcome?.violations).toBeGreaterThan(0);
    expect(await namesRow(law, outcome?.sample[0]?.entry_key ?? '')).toBe(true);
  });
});
