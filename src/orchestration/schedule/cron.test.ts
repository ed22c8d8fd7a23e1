import { describe, expect, it } from 'vitest';
import { assertCron, assertQuietHours, dueStart, nextStart, quietUntil } from './cron.ts';
import { PLAIN_SCHEDULE, type Schedule } from './schedule.ts';

const STORE = { siteId: '2790685415443269', timezone: 'Asia/Shanghai' };
const schedule = (cron: string, change: Partial<Schedule> = {}): Schedule => ({
  ...PLAIN_SCHEDULE,
  name: 'x',
  cron,
  ...change,
});
/** Wall clock of Shanghai. */
const at = (time: string): Date => new Date(`2026-01-${time.replace(' ', 'T')}:00+08:00`);

describe('a start', () => {
  it('comes when the clock of the store says so, not that of the machine', () => {
    expect(nextStart(schedule('40 4 * * *'), STORE, at('05 03:00'))).toEqual(at('05 04:40'));
    const inLondon = { ...STORE, timezone: 'Europe/London' };
    expect(nextStart(schedule('40 4 * * *'), inLondon, at('05 03:00'))).toEqual(new Date('2026-01-05T04:40:00Z'));
  });

  it('that was missed several times counts once, as late as the last of them', () => {
    const two = schedule('10 */2 * * *');
    expect(dueStart(two, STORE, at('05 06:10'), at('05 08:09'))).toBeNull();
    expect(dueStart(two, STORE, at('05 06:10'), at('05 08:11'))).toEqual({ at: at('05 08:10'), isMissed: false });
    expect(dueStart(two, STORE, at('03 06:10'), at('05 09:00'))).toEqual({ at: at('05 08:10'), isMissed: true });
  });

  it('has a minute of its own for every store, always the same, within the span', () => {
    const spread = schedule('0 4 * * *', { spreadMinutes: 60 });
    const minutes = Array.from({ length: 40 }, (_, i) => {
      const store = { ...STORE, siteId: String(2790685415443269n + BigInt(i)) };
      const start = nextStart(spread, store, at('05 03:00'));
      expect(nextStart(spread, store, at('05 03:00'))).toEqual(start);
      return ((start?.getTime() ?? 0) - at('05 04:00').getTime()) / 60_000;
    });
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...minutes)).toBeLessThan(60);
    expect(new Set(minutes).size).toBeGreaterThan(25);
    const [first] = minutes;
    expect(
      dueStart(spread, STORE, at('05 03:00'), new Date(at('05 04:00').getTime() + (first ?? 0) * 60_000))?.isMissed,
    ).toBe(false);
  });

  it('is refused with what is wrong when the expression is none', () => {
    expect(() => assertCron('61 * * * *')).toThrow(/61.*Five fields/s);
    expect(() => assertCron('10 */2 * * *')).not.toThrow();
  });
});

describe('quiet hours', () => {
  it('keep back until they end, over midnight too', () => {
    expect(quietUntil('19:00-23:30', STORE, at('05 18:59'))).toBeNull();
    expect(quietUntil('19:00-23:30', STORE, at('05 19:00'))).toEqual(at('05 23:30'));
    expect(quietUntil('19:00-23:30', STORE, at('05 23:30'))).toBeNull();
    expect(quietUntil('22:00-06:00', STORE, at('05 23:00'))).toEqual(at('06 06:00'));
    expect(quietUntil('22:00-06:00', STORE, at('05 05:59'))).toEqual(at('05 06:00'));
    expect(quietUntil(null, STORE, at('05 05:59'))).toBeNull();
  });

  it('are refused when they are no span', () => {
    for (const text of ['25:00-26:00', '19:00', '19:00-19:00', ''])
      expect(() => assertQuietHours(text)).toThrow('HH:MM-HH:MM');
  });
});
