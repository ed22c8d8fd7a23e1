import { describe, expect, it } from 'vitest';
import { MISBEHAVIOURS } from '../../src/simulator/server/misbehaviour/catalogue.ts';
import { FEES } from './misbehaviour-case.ts';
import { ANSWER_CASES } from './misbehaviour-cases-answers.ts';
import { RECORD_CASES } from './misbehaviour-cases-records.ts';
import { at, type Json, simulated, type TestSimulator, WHOLE } from './simulator-client.ts';
import { smallHall, timeOf } from './small-hall.ts';

const CASES = [...ANSWER_CASES, ...RECORD_CASES];

describe('a switched-on misbehaviour', () => {
  it.each(CASES)('$spec $does', async ({ spec, check, startAt, stores }) => {
    expect.hasAssertions();
    const source = smallHall(stores === undefined ? {} : { stores });
    const time = { startAt: startAt ?? WHOLE.to };
    await using upstream = await simulated({ source, ...time, misbehave: spec });
    await using plain = await simulated({ source, ...time });
    await check(upstream, plain);
  });
});

it('has a scenario for each of the 32 misbehaviours of the contract, and for the extra switches', () => {
  const covered = new Set(CASES.map(({ spec }) => spec.split('=')[0]));
  expect(MISBEHAVIOURS.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  expect(MISBEHAVIOURS.filter(({ name }) => name.startsWith('M-'))).toHaveLength(32);
});

it('lets many misbehave at once', async () => {
  const spec =
    'M-CASE,M-STR-NUM=1,M-FLOAT-NOISE=1,M-BIGINT,M-DUP-PAGES,M-VANISH=0.1,M-OTHER-SITE,M-LIST-KEY=list,M-CODE';
  await using upstream = await simulated({ misbehave: spec });
  const { body } = await upstream.ask(FEES);
  const list = at(body, 'data.list') as Json[];
  expect(body['code']).toBe('200');
  expect(list[0]?.['id']).toMatch(/^4\d{18}$/);
  expect(list[0]?.['ledger_amount']).toMatch(/^\d+\.\d{15}$/);
});

/** Tables among which every switch finds something to spoil. */
const QUESTIONED = [
  'settlement_records',
  'payment_transactions',
  'store_goods_sales_records',
  'assistant_accounts_master',
  FEES,
];

/** Everything an upstream says to a fixed round of questions. */
async function transcript(upstream: TestSimulator): Promise<string> {
  const said: string[] = [];
  const hear = async (table: string, extra: Readonly<Record<string, unknown>>): Promise<void> => {
    const answer = await upstream.ask(table, extra).catch(() => ({ status: 0, text: 'no answer' }));
    said.push(`${answer.status} ${answer.text}`);
  };
  await hear('settlement_ticket_details', { orderSettleId: 3_000_000_140_000_000n });
  for (const table of QUESTIONED) {
    for (const page of [1, 2, 3, 9]) await hear(table, { page });
  }
  return said.join('\n');
}

it('makes every misbehaviour visible by its bare name', async () => {
  const startAt = timeOf(240);
  await using plain = await simulated({ startAt });
  const expected = await transcript(plain);
  expect(await transcript(plain)).toBe(expected);
  for (const { name, meaning } of MISBEHAVIOURS) {
    if (!name.startsWith('M-') || meaning.endsWith('(always on)')) continue;
    await using upstream = await simulated({
      startAt,
      misbehave: name === 'M-429-5XX' ? `${name}=0.2;hangSeconds:0` : name,
    });
    expect([name, (await transcript(upstream)) === expected]).toEqual([name, false]);
  }
});
