import { it } from 'vitest';
import { scenarioHall } from '../harness/scenario.ts';
import { expectKillsHarmless } from './kill-story.ts';

it(
  'kill -9 at twenty random moments loses nothing, doubles nothing and leaves nothing open',
  { timeout: 180_000 },
  () => expectKillsHarmless(scenarioHall(), 20),
);
