import { describe, expect, it } from 'vitest';
import { MISBEHAVIOURS } from '../../src/simulator/server/misbehaviour/catalogue.ts';
import { FEES } from './misbehaviour-case.ts';
import { ANSWER_CASES } from './misbehaviour-cases-answers.ts';
import { RECORD_CASES } from './misbehaviour-cases-records.ts';
import { at, type Json, simulated, WHOLE } from './simulator-client.ts';
import { smallHall } from './small-hall.ts';

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
