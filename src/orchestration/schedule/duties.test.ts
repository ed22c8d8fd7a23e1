import { describe, expect, it } from 'vitest';
import { plainCalendar } from '../../base/business-day.ts';
import { toSiteId } from '../../base/ids.ts';
import type { Store } from '../../tasks/task.ts';
import { type Look, lookAtSchedules } from './duties.ts';
import { DEFAULT_SCHEDULES, type Schedule } from './schedule.ts';
import type { ScheduleState } from './schedule-store.ts';

const ZONE = 'Asia/Shanghai';
const STORE: Store = {
  siteId: toSiteId('2790685415443269'),
  name: '',
  timezone: ZONE,
  businessDays: plainCalendar(8, ZONE),
  historyFrom: null,
  tokenEnv: 'API_TOKEN',
};
const at = (time: string): Date => new Date(`2026-01-${time.replace(' ', 'T')}:00+08:00`);

/** All schedules were last dealt with at this time. */
const since = (time: string, change: Partial<ScheduleState> = {}): ScheduleState[] =>
  DEFAULT_SCHEDULES.map(({ name }) => ({
    siteId: STORE.siteId,
    dueAt: at(time).toISOString(),
    startedAt: null,
    endedAt: null,
    outcome: null,
    message: null,
    runId: null,
    retryAt: null,
    retries: 0,
    ...(change.name === undefined || change.name === name ? change : {}),
    name,
  }));

function look(now: string, how: Partial<Look> & { readonly change?: Partial<Schedule> } = {}) {
  const schedules = DEFAULT_SCHEDULES.map((schedule) => ({ ...schedule, ...how.change }));
  return lookAtSchedules({
    stores: [STORE],
    schedulesOf: () => schedules,
    states: [],
    quietHours: null,
    ...how,
    now: at(now),
  });
}

const names = (outlook: ReturnType<typeof look>): string[] =>
  outlook.duties.map((duty) =>
    duty.kind === 'retry' ? `again ${duty.schedule.name}` : duty.starts.map(({ schedule }) => schedule.name).join('+'),
  );

describe('a look at the schedules', () => {
  it('of a store just met loads at once; the other schedules begin to count', () => {
    const outlook = look('05 12:00');
    expect(names(outlook)).toEqual(['fast']);
    expect(outlook.unseen.map(({ name }) => name)).toEqual(['nightly', 'weekly', 'yearly', 'report', 'prune']);
    expect(outlook.nextAt).toEqual(at('05 12:10'));
  });

  it('finds nothing before the time, and says when to look again', () => {
    const outlook = look('05 12:30', { states: since('05 12:10') });
    expect([names(outlook), outlook.nextAt]).toEqual([[], at('05 14:10')]);
  });

  it('puts loads that are due together into one run, and leaves slices and reports alone', () => {
    // A machine that was off over a Sunday night.
    expect(names(look('05 09:00', { states: since('04 22:30') }))).toEqual(['fast+nightly+weekly', 'report']);
    expect(look('05 09:00', { states: since('04 22:30') }).left.map(({ name }) => name)).toEqual(['yearly']);
    expect(names(look('05 06:15', { states: since('05 06:00') }))).toEqual(['fast', 'yearly']);
  });

  it('leaves what is off, and what is missed and shall be left', () => {
    expect(names(look('05 14:30', { states: since('05 12:10'), change: { enabled: false } }))).toEqual([]);
    const skipped = look('05 14:30', { states: since('05 12:10'), change: { missed: 'skip' } });
    expect([names(skipped), skipped.left.map(({ name }) => name)]).toEqual([[], ['fast']]);
  });

  it('waits for the end of quiet hours, those of a schedule before those of all', () => {
    const quiet = look('05 14:12', { states: since('05 12:10'), quietHours: '13:00-15:00' });
    expect([names(quiet), quiet.nextAt]).toEqual([[], at('05 15:00')]);
    const own = { states: since('05 12:10'), quietHours: '13:00-15:00', change: { quietHours: '01:00-02:00' } };
    expect(names(look('05 14:12', own))).toEqual(['fast']);
  });

  it('tries again what did not finish, when its time has come; a new start is more than a retry', () => {
    const failed = since('05 12:10', { name: 'fast', retryAt: at('05 12:40').toISOString(), runId: 'a', retries: 1 });
    const before = look('05 12:39', { states: failed });
    expect([names(before), before.nextAt]).toEqual([[], at('05 12:40')]);
    expect(look('05 12:40', { states: failed }).duties).toMatchObject([{ kind: 'retry', runId: 'a', retries: 1 }]);
    expect(names(look('05 14:11', { states: failed }))).toEqual(['fast']);
  });
});
