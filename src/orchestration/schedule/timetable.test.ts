import { Cron } from 'croner';
import { expect, it } from 'vitest';
import { timetableOf } from './timetable.ts';

/** Two days around the end of summer time, two around its beginning, and the turn of a year. */
const SPANS = ['2026-10-24T18:00Z', '2026-03-28T18:00Z', '2026-12-31T00:00Z'];
const MINUTES = 48 * 60;

it.each([
  ['10 */2 * * *', 'Asia/Shanghai'],
  ['30 1 * * *', 'Europe/London'],
  ['40 4 * * 1', 'America/New_York'],
  ['0 0 1 1 *', 'Asia/Shanghai'],
  ['15,45 0-3 * * *', 'Europe/London'],
])('%s in %s comes when the parser says so, in whatever order moments are asked about', (expression, timezone) => {
  const fresh = new Cron(expression, { timezone, paused: true });
  for (const span of SPANS) {
    const from = new Date(span).getTime();
    for (let i = 0; i < 400; i += 1) {
      // 1,009 shares no divisor with the minutes: the moments jump back and forth.
      const at = from + ((i * 1_009) % MINUTES) * 60_000 + (i % 3) * 500;
      expect(timetableOf(expression, timezone).next(at), new Date(at).toISOString()).toBe(
        fresh.nextRun(new Date(at))?.getTime() ?? null,
      );
    }
  }
});
