import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SiteId } from '../../src/base/ids.ts';
import { connectClient } from '../../src/database/connection.ts';
import { type BalanceLevel, type BalanceLine, checkBalances } from '../../src/quality/balance-checker.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

let scene: Scene;
let client: Awaited<ReturnType<typeof connectClient>>;

beforeAll(async () => {
  scene = await Scene.open({
    hall: createHalls({ seed: 5, storeCount: 1, openingDate: OPENING, visitsPerDay: 60 }),
  });
  const unwell = notWell(await scene.run());
  if (unwell.length > 0) throw new Error(`the hall did not load: ${unwell.join(', ')}`);
  client = await connectClient(scene.database.url);
}, 60_000);

afterAll(async () => {
  await client.end();
  await scene[Symbol.asyncDispose]();
});

/** The lines after something was done to the tables, which is undone. */
async function linesAfter(damage: string, level: BalanceLevel): Promise<BalanceLine[]> {
  await client.query('begin');
  await client.query(damage.replaceAll('$site', scene.siteId));
  const lines = await checkBalances(client, scene.siteId as SiteId, level);
  await client.query('rollback');
  return lines;
}

test.each(['card', 'member', 'store'] as const)('all is well on clean data, by %s', async (level) => {
  const lines = await checkBalances(client, scene.siteId as SiteId, level);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

test('cards, members and the store tell of the same money', async () => {
  const total = async (level: BalanceLevel): Promise<number> =>
    (await checkBalances(client, scene.siteId as SiteId, level)).reduce(
      (sum, { closing }) => sum + Math.round(Number(closing) * 100),
      0,
    );
  expect(await total('card')).toBe(await total('store'));
  expect(await total('member')).toBe(await total('store'));
});

/** A change that has one before and one after it on its card. `$site` stands for the store, as a cluster wants it said. */
const MIDDLE = `site_id = $site and ctid = (select ctid from (
  select ctid, row_number() over card as nth, count(*) over (partition by member_card_id) as changes
  from billiards.fact_balance_change where site_id = $site window card as (partition by member_card_id order by create_time)
) c where nth > 1 and nth < changes limit 1)`;
const FIRST =
  'site_id = $site and ctid = (select ctid from billiards.fact_balance_change where site_id = $site and from_type = 1 order by 1 limit 1)';

test.each([
  [
    'a change that was altered',
    `update billiards.fact_balance_change set change_amount = change_amount - 0.01 where ${FIRST}`,
    ['sum', 'settled'],
  ],
  ['a change that is missing', `delete from billiards.fact_balance_change where ${MIDDLE}`, ['sum', 'chain']],
  [
    'a card that says something else',
    'update billiards.dim_member_card set balance = balance + 0.01 where is_current',
    ['held'],
  ],
  [
    'a settlement that says something else',
    'update billiards.fact_settlement set balance_amount = balance_amount + 0.01 where balance_amount > 0',
    ['settled'],
  ],
] as const)('%s is found', async (_, damage, expected) => {
  const lines = await linesAfter(damage, 'card');
  const faults = new Set(lines.flatMap((line) => line.faults));
  expect([...expected].filter((fault) => !faults.has(fault))).toEqual([]);
});
