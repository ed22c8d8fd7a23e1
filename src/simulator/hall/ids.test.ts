import { describe, expect, it } from 'vitest';
import { IdMaker, indexOfSite, MAX_STORES, secondOf, siteIdOf } from './ids.ts';
import { HOUR, toSeconds, toWallTime } from './time.ts';

const NOON = toSeconds('2026-02-03 12:00:00');

describe('ids', () => {
  it('carry their second as upstream encodes it', () => {
    // The worked example of the contract: a checkout opened at this moment has this id.
    expect(toWallTime(secondOf(3079524155080773n))).toBe('2026-02-03 21:14:00');
    expect(secondOf(new IdMaker(12_799).at(NOON))).toBe(NOON);
  });

  it('have 16 digits and fit a double, as long as halls exist', () => {
    const first = new IdMaker(0).at(toSeconds('2024-01-01 08:00:00'));
    const last = new IdMaker(MAX_STORES - 1).at(toSeconds('2035-12-31 23:59:59'));
    expect(String(first)).toHaveLength(16);
    expect(last < 2n ** 53n).toBe(true);
  });

  it('rise within a second and from one second to the next', () => {
    const ids = new IdMaker(3);
    const made = [...Array.from({ length: 200 }, () => ids.at(NOON)), ids.at(NOON + 1)];
    expect(made).toEqual([...made].sort((left, right) => (left < right ? -1 : 1)));
    expect(new Set(made).size).toBe(201);
  });

  it('never meet between stores, however many a second has', () => {
    const made = [0, 1, 255, 256, 511, 12_799].flatMap((store) => {
      const ids = new IdMaker(store);
      return Array.from({ length: 1280 }, () => ids.at(NOON));
    });
    expect(new Set(made).size).toBe(made.length);
  });

  it('run out loudly, not into the next store', () => {
    const ids = new IdMaker(0);
    for (let count = 0; count < 1280; count++) ids.at(NOON);
    expect(() => ids.at(NOON)).toThrow(/1280 ids in one second/);
  });

  it('go on over the start of a day where they stopped', () => {
    const before = new IdMaker(0);
    const first = before.at(NOON - 5);
    const after = new IdMaker(0, before.recentlyUsed(NOON));
    expect(after.at(NOON - 5)).toBe(first + 1n);
    expect(before.recentlyUsed(NOON + 2 * HOUR).size).toBe(0);
  });
});

describe('store ids', () => {
  it('lead back to the index, and nothing else does', () => {
    for (const index of [0, 1, 77, 12_799]) expect(indexOfSite(siteIdOf(index))).toBe(index);
    expect(indexOfSite(siteIdOf(5) + 1n)).toBe(-1);
    expect(indexOfSite(0n)).toBe(-1);
  });
});
