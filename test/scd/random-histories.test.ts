import { beforeEach, expect, it } from 'vitest';
import { buildHistory, type SeenVersion } from '../../src/scd/history.ts';
import { useTestDatabase } from '../harness/database.ts';
import { SITE } from '../harness/walks.ts';
import { DimensionStory } from './dimension-story.ts';

const database = useTestDatabase('scd_random');
let story: DimensionStory;

beforeEach(async () => {
  story = new DimensionStory(database.pool, 'dim_table', ['table_name', 'table_status']);
  await story.begin();
});

const KEYS = 100;
const WALKS = 9;

/** A small deterministic random number generator, so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** How a table looked at a walk; null: it was not there. */
type Look = { readonly name: string; readonly status: string } | null;

interface RandomWalk {
  readonly hour: string;
  /** By key. */
  readonly looks: readonly Look[];
}

function randomWalks(random: () => number, absences: number): RandomWalk[] {
  const one = (letters: string): string => letters[Math.floor(random() * letters.length)] ?? '';
  return Array.from({ length: WALKS }, (_, n) => ({
    hour: `${String(8 + n).padStart(2, '0')}:00`,
    looks: Array.from({ length: KEYS }, () => (random() < absences ? null : { name: one('abc'), status: one('12') })),
  }));
}

function recordsOf({ looks }: RandomWalk): string[] {
  const shown = looks.flatMap((look, key) => (look === null ? [] : [recordOf(key + 1, look)]));
  // A walk that shows nothing proves nothing, so one table is always there.
  return [...shown, recordOf(KEYS + 1, { name: 'z', status: '1' })];
}

const recordOf = (id: number, { name, status }: NonNullable<Look>): string =>
  `{"id":${id},"site_id":${SITE},"table_name":"${name}","table_status":${status}}`;

/** What the pure model makes of the walks in the order of time, as lines of the table. */
function expectedTable(walks: readonly RandomWalk[]): string[] {
  const stable = { hour: walks[0]?.hour ?? '', looks: [{ name: 'z', status: '1' }] };
  const lines = Array.from({ length: KEYS }, (_, key) => linesOf(key + 1, walks, key));
  return [...lines.flat(), ...linesOf(KEYS + 1, [stable], 0)];
}

function linesOf(id: number, walks: readonly RandomWalk[], key: number): string[] {
  const seen: SeenVersion[] = [];
  for (const { hour, looks } of walks) {
    const look = looks[key] ?? null;
    const before = seen.at(-1);
    if (look !== null) seen.push({ from: hour, deleted: false, tracked: look.name, untracked: look.status });
    else if (before !== undefined) seen.push({ ...before, from: hour, deleted: true });
  }
  return buildHistory(seen).map((row) =>
    [
      `${id} v${row.version} [${row.validFrom},${row.validTo}) ${row.tracked} ${row.untracked}`,
      ...(row.isDeleted ? ['deleted'] : []),
      ...(row.isCurrent ? ['current'] : []),
    ].join(' '),
  );
}

it('a hundred tables that come, change and go at random have the history of the model, however they are batched', async () => {
  for (const seed of [1, 2]) {
    await story.begin();
    const random = randomFrom(seed);
    const walks = randomWalks(random, 0.2);
    for (const walk of walks) {
      await story.read(walk.hour, recordsOf(walk));
      if (random() < 0.4) await story.follow();
      if (random() < 0.3) await story.follow();
    }
    await story.follow();
    expect(await story.table()).toEqual(expectedTable(walks));
  }
});

it('a hundred tables whose walks arrive in any order, some of them twice, have it too', async () => {
  for (const seed of [3, 4]) {
    await story.begin();
    const random = randomFrom(seed);
    const walks = randomWalks(random, 0);
    const order = [...walks, ...walks.filter(() => random() < 0.3)]
      .map((walk) => ({ walk, at: random() }))
      .sort((a, b) => a.at - b.at);
    for (const { walk } of order) {
      await story.read(walk.hour, recordsOf(walk));
      if (random() < 0.5) await story.follow();
    }
    await story.follow();
    expect(await story.table()).toEqual(expectedTable(walks));
  }
});
