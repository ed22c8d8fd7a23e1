import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { ConfigError } from '../../../base/errors.ts';
import type { HallSource } from '../../hall-source.ts';
import { Behaviour } from './behaviour.ts';
import { MISBEHAVIOURS } from './catalogue.ts';
import { parseMisbehaviours } from './parse-misbehaviours.ts';

const NO_HALL: HallSource = {
  storeCount: 0,
  siteIdAt: () => '',
  indexOf: () => -1,
  openingDate: '2026-01-01',
  count: () => 0,
  rows: () => [],
  truth: (siteId, businessDate) => ({ siteId, businessDate, figures: {} }),
};

const switchOn = (text: string): Behaviour =>
  new Behaviour(parseMisbehaviours(text), { source: NO_HALL, seed: 1, clock: systemClock });

describe('parseMisbehaviours', () => {
  it('reads bare names, values, options and lists, regardless of case and spaces', () => {
    expect(
      parseMisbehaviours('m-code, M-429-5XX=0.05 ,M-VANISH=share:0.1; table:member_profiles+site_tables_master'),
    ).toEqual([
      { name: 'M-CODE', options: {} },
      { name: 'M-429-5XX', options: { rate: '0.05' } },
      { name: 'M-VANISH', options: { share: '0.1', table: 'member_profiles+site_tables_master' } },
    ]);
  });

  it('reads nothing from an empty text', () => {
    expect(parseMisbehaviours(' , ')).toEqual([]);
  });

  it('names the nearest and all others for an unknown name', () => {
    const attempt = (): unknown => parseMisbehaviours('M-TOKEN-EXPIRE');
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/Did you mean M-TOKEN-EXPIRY\? All: .*M-VANISH/);
  });

  it.each([
    ['M-VANISH=shares:1', /Did you mean share\?/],
    ['M-RECHARGE-LEAK=0.5', /M-RECHARGE-LEAK takes no value/],
    ['M-VANISH=1.5', /share is "1.5"; it must be a share between 0 and 1/],
    ['M-VANISH=much', /share is "much"/],
    ['M-CODE=201', /one of 0, 200, alternate/],
    ['M-429-5XX=kinds:418', /some of 429\+429date/],
    ['M-VANISH=table:member_profile', /member_profile is not\. Did you mean member_profiles\?/],
    ['M-TICKET-1400=soon', /a date YYYY-MM-DD/],
    ['M-CONSUME-ABC=D@2026-01-01', /is not an era/],
    ['M-UNKNOWN-ENUM=9;table:refund_transactions', /needs option path/],
    ['down', /option table is missing/],
    ['hostile=nowhere', /a table of the contract/],
  ])('refuses %s, saying what is allowed', (text, message) => {
    const attempt = (): unknown => switchOn(text);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(message);
  });

  it('switches every misbehaviour on by its bare name, but for the two that need a table', () => {
    const needTable = MISBEHAVIOURS.filter(({ name }) => name === 'down' || name === 'hostile');
    const others = MISBEHAVIOURS.filter((definition) => !needTable.includes(definition)).map(({ name }) => name);
    expect(switchOn(others.join(',')).requests.map(({ name }) => name)).toEqual(others);
  });
});
