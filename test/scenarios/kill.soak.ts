import { it } from 'vitest';
import { scenarioHall } from '../harness/scenario.ts';
import { expectKillsHarmless } from './kill-story.ts';

const SEEDS = Array.from({ length: 25 }, (_, i) => 1000 + i);
const hall = scenarioHall();

it.each(SEEDS)('kill -9 at twenty random moments (seed %i) changes nothing in the end', (seed) =>
  expectKillsHarmless(hall, seed),
);
