import { describe, expect, it } from 'vitest';
import { type Confirmation, placeObservation, type Version } from './timeline.ts';

/** A small deterministic random number generator, so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

interface Walk {
  readonly at: string;
  readonly hash: string;
}

const timeOf = (n: number): string => `2025-11-${String(n + 1).padStart(2, '0')}T00:00:00.000000Z`;

/** What upstream showed walk after walk: few contents, so that the same one comes back often. */
function randomWalks(random: () => number): Walk[] {
  const count = 1 + Math.floor(random() * 8);
  return Array.from({ length: count }, (_, n) => ({ at: timeOf(n), hash: 'abc'[Math.floor(random() * 3)] ?? 'a' }));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** Loads the walks in the given order; every walk already loaded confirms what lies before it. */
function load(walks: readonly Walk[]): Version[] {
  const loaded: Walk[] = [];
  let versions: Version[] = [];
  for (const walk of walks) {
    const confirmations = loaded
      .filter((other) => other.at > walk.at)
      .map((other): Confirmation => ({ at: other.at, absentAt: null }))
      .sort((a, b) => a.at.localeCompare(b.at));
    versions = placeObservation(versions, { ...walk, confirmations });
    loaded.push(walk);
  }
  return versions;
}

/** Equal neighbours are one version. */
function expected(walks: readonly Walk[]): string[] {
  const changes = walks.filter((walk, i) => walk.hash !== walks[i - 1]?.hash);
  return changes.map((walk, i) => `${walk.hash} ${walk.at} ${changes[i + 1]?.at ?? 'now'}`);
}

const shown = (versions: readonly Version[]): string[] =>
  versions.map((version) => `${version.hash} ${version.from} ${version.to ?? 'now'}`);

describe('the versions of a key', () => {
  it('are the same in whatever order its walks are loaded, 1,000 random histories', () => {
    const random = randomFrom(20251101);
    for (let round = 0; round < 1000; round += 1) {
      const walks = randomWalks(random);
      const order = shuffled(walks, random);
      const again = shuffled([...order, ...order.slice(0, 2)], random);
      expect(shown(load(order)), JSON.stringify(order)).toEqual(expected(walks));
      expect(shown(load(again)), JSON.stringify(again)).toEqual(expected(walks));
    }
  });

  it('have no gap and no overlap, and exactly the last is open', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 200; round += 1) {
      const versions = load(shuffled(randomWalks(random), random));
      expect(versions.slice(0, -1).map((version) => version.to)).toEqual(
        versions.slice(1).map((version) => version.from),
      );
      expect(versions.filter((version) => version.to === null)).toHaveLength(1);
    }
  });

  it('end where a later proven walk did not show the record, if it comes to light only afterwards', () => {
    const confirmations = [
      { at: timeOf(3), absentAt: null },
      { at: timeOf(5), absentAt: timeOf(6) },
    ];
    expect(placeObservation([], { at: timeOf(1), hash: 'a', confirmations })).toMatchObject([
      { from: timeOf(1), to: timeOf(6), deleted: false },
      { from: timeOf(6), to: null, deleted: true },
    ]);
  });
});
