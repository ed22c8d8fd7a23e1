import { describe, expect, it } from 'vitest';
import { type Confirmation, placeObservation, type Version } from '../../src/loaders/ods/timeline.ts';
import { buildHistory, type SeenVersion } from '../../src/scd/history.ts';

/** A small deterministic random number generator, so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

const timeOf = (n: number): string => `2025-11-${String(n + 1).padStart(2, '0')}T00:00:00.000000Z`;
const oneOf = (letters: string, random: () => number): string => letters[Math.floor(random() * letters.length)] ?? '';

/** What one walk showed: a letter of the tracked columns, a digit of the untracked ones. */
interface Walk {
  readonly at: string;
  readonly hash: string;
}

function randomWalks(random: () => number): Walk[] {
  const count = 1 + Math.floor(random() * 9);
  return Array.from({ length: count }, (_, n) => ({ at: timeOf(n), hash: oneOf('abc', random) + oneOf('12', random) }));
}

/** The walks in any order, some of them delivered twice. */
function delivered(walks: readonly Walk[], random: () => number): Walk[] {
  const twice = walks.filter(() => random() < 0.3);
  return [...walks, ...twice]
    .map((walk) => ({ walk, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ walk }) => walk);
}

/** ODS after loading the walks in the given order; every walk already loaded confirms what lies before it. */
function odsVersions(walks: readonly Walk[]): Version[] {
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

const toSeen = ({ from, hash, deleted }: Pick<Version, 'from' | 'hash' | 'deleted'>): SeenVersion => ({
  from,
  deleted,
  tracked: hash[0] ?? '',
  untracked: hash[1] ?? '',
});

/** Told without `buildHistory`: a line for every walk that differs in its letter from the one before. */
function expectedLines(walks: readonly Walk[]): string[] {
  const starts = walks.flatMap((walk, i) => (walk.hash[0] === walks[i - 1]?.hash[0] ? [] : [i]));
  return starts.map((start, i) => {
    const next = starts[i + 1];
    const last = walks[(next ?? walks.length) - 1];
    const from = i === 0 ? '-infinity' : walks[start]?.at;
    return `${i + 1} ${last?.hash} [${from},${next === undefined ? 'infinity' : walks[next]?.at})`;
  });
}

const lines = (seen: readonly SeenVersion[]): string[] =>
  buildHistory(seen).map((row) => `${row.version} ${row.tracked}${row.untracked} [${row.validFrom},${row.validTo})`);

describe('the history of a member', () => {
  it('is the same however its walks are ordered and repeated, 1,000 random sequences', () => {
    const random = randomFrom(20251122);
    for (let round = 0; round < 1000; round += 1) {
      const walks = randomWalks(random);
      const order = delivered(walks, random);
      const versions = odsVersions(order).map(toSeen);
      expect(lines(versions), JSON.stringify(order)).toEqual(expectedLines(walks));
    }
  });

  it('does not depend on the order in which its versions are read, 1,000 random ones with absences', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 1000; round += 1) {
      const seen = randomWalks(random).map((walk) => toSeen({ ...walk, from: walk.at, deleted: random() < 0.3 }));
      const mixed = seen.map((version) => ({ version, order: random() })).sort((a, b) => a.order - b.order);
      expect(buildHistory(mixed.map(({ version }) => version))).toEqual(buildHistory(seen));
    }
  });

  it('has no gap, no overlap, numbers from 1 and exactly one current version, 1,000 random ones with absences', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 1000; round += 1) {
      const rows = buildHistory(
        randomWalks(random).map((walk) => toSeen({ ...walk, from: walk.at, deleted: random() < 0.3 })),
      );
      expect(rows[0]?.validFrom).toBe('-infinity');
      expect(rows.slice(0, -1).map((row) => row.validTo)).toEqual(rows.slice(1).map((row) => row.validFrom));
      expect(rows.at(-1)?.validTo).toBe('infinity');
      expect(rows.map((row) => row.version)).toEqual(rows.map((_, i) => i + 1));
      expect(rows.filter((row) => row.isCurrent)).toEqual(rows.slice(-1));
    }
  });

  it('counts an absence as one, whatever was last known', () => {
    const gone = { deleted: true, untracked: '1' };
    const history = buildHistory([
      { from: timeOf(0), deleted: false, tracked: 'a', untracked: '1' },
      { from: timeOf(1), tracked: 'a', ...gone },
      { from: timeOf(2), tracked: 'b', ...gone },
    ]);
    expect(history.map((row) => row.isDeleted)).toEqual([false, true]);
  });
});
