import { afterAll, beforeAll, expect, it } from 'vitest';
import { dwdState } from '../harness/dwd-state.ts';
import { OPENING, Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
const TIMEOUT_MS = 120_000;
let narrow: Scene;
let usual: Scene;

beforeAll(async () => {
  narrow = await Scene.open({ hall });
  usual = await Scene.open({ hall });
});

afterAll(() => Promise.all([narrow[Symbol.asyncDispose](), usual[Symbol.asyncDispose]()]));

// More tasks than connections are at work: a piece that wanted a second connection while it holds one would never get it.
it(
  'all tasks of a store get along with a single connection, one after the other, and bring the same',
  async () => {
    const first = { range: { from: OPENING, to: null } };
    const reports = [
      await narrow.run({ ...first, connections: 1 }),
      await narrow.run({ connections: 1 }),
      await usual.run(first),
      await usual.run({}),
    ];
    const endings = reports.map(({ tasks }) => tasks.map(({ code, status }) => `${code} ${status}`).toSorted());
    expect(endings[0]).toEqual(endings[2]);
    expect(endings[1]).toEqual(endings[3]);
    expect(await dwdState(narrow.database)).toEqual(await dwdState(usual.database));
  },
  TIMEOUT_MS,
);
