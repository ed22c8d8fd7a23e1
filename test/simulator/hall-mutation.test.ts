import { describe, expect, it } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { findDetected } from './rules/breakage.ts';
import { readStore } from './rules/dataset.ts';
import INVARIANTS from './rules/invariants.json' with { type: 'json' };

const HALLS = createHalls({ seed: 11, storeCount: 1, openingDate: '2025-12-20', visitsPerDay: 40 });
const DATA = readStore(HALLS, HALLS.siteIdAt(0), '2026-01-08 08:00:00');

// A rule that holds whatever the data say proves nothing: each must notice one wrong value somewhere.
describe('a rule notices when one field of one row is wrong', () => {
  it.each(INVARIANTS)('$id', ({ formula }) => {
    expect(findDetected(formula, DATA)).toBeDefined();
  });
});
