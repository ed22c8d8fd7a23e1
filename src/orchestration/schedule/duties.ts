import type { Store } from '../../tasks/task.ts';
import { type Due, dueStart, nextStart, quietUntil } from './cron.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleState, SchedulesOf } from './schedule-store.ts';

/** One schedule that is due. */
export interface Start {
  readonly schedule: Schedule;
  readonly due: Due;
}

/** A start that has come: of one schedule, or of several that one run serves. */
export interface Duty {
  readonly kind: 'start';
  readonly store: Store;
  readonly starts: readonly Start[];
}

/** What did not finish, to be tried again. */
export interface RetryDuty {
  readonly kind: 'retry';
  readonly store: Store;
  readonly schedule: Schedule;
  /** The run to go on with; null when it died before it could say. */
  readonly runId: string | null;
  readonly retries: number;
}

/** What a look at the schedules of the stores finds. */
export interface Outlook {
  readonly duties: readonly (Duty | RetryDuty)[];
  /** Starts to be left, because they were missed. */
  readonly left: readonly { readonly name: string; readonly siteId: string; readonly dueAt: Date }[];
  /** Schedules seen for the first time: from now on they count. */
  readonly unseen: readonly { readonly name: string; readonly siteId: string }[];
  /** When there is something to do again. */
  readonly nextAt: Date | null;
}

/** Where and when the schedules are looked at. */
export interface Look {
  readonly stores: readonly Store[];
  readonly schedulesOf: SchedulesOf;
  readonly states: readonly ScheduleState[];
  readonly quietHours: string | null;
  readonly now: Date;
}

/**
 * What is to be done now, and when to look again. Pure: the same look finds the same. A schedule without a state has just
 * been met: one that loads every new record (no days to read again) starts at once, the others at their next time.
 */
export function lookAtSchedules(look: Look): Outlook {
  const found = {
    duties: [] as (Duty | RetryDuty)[],
    left: [] as Outlook['left'][number][],
    unseen: [] as Outlook['unseen'][number][],
  };
  const times: Date[] = [];
  const states = new Map(look.states.map((state) => [`${state.siteId} ${state.name}`, state]));
  for (const store of look.stores) {
    const starts: Start[] = [];
    for (const schedule of look.schedulesOf(store.siteId).filter(({ enabled }) => enabled)) {
      const key = { name: schedule.name, siteId: store.siteId };
      const one = lookAtOne(schedule, store, states.get(`${key.siteId} ${key.name}`), look);
      if (one.kind === 'start') starts.push({ schedule, due: one.due });
      if (one.kind === 'leave') found.left.push({ ...key, dueAt: one.due.at });
      if (one.kind === 'unseen') found.unseen.push(key);
      if (one.kind === 'retry') found.duties.push({ kind: 'retry', store, schedule, ...one.of });
      if (one.nextAt !== null) times.push(one.nextAt);
    }
    found.duties.push(...together(store, starts));
  }
  return { ...found, nextAt: times.reduce(earlier, null as Date | null) };
}

type OneLook = { readonly nextAt: Date | null } & (
  | { readonly kind: 'wait' | 'unseen' }
  | { readonly kind: 'start' | 'leave'; readonly due: Due }
  | { readonly kind: 'retry'; readonly of: Pick<RetryDuty, 'runId' | 'retries'> }
);

function lookAtOne(schedule: Schedule, store: Store, state: ScheduleState | undefined, look: Look): OneLook {
  const nextAt = nextStart(schedule, store, look.now);
  const due = dueOf(schedule, store, state, look.now);
  if (due === 'unseen') return { kind: due, nextAt };
  if (due?.isMissed === true && schedule.missed === 'skip') return { kind: 'leave', due, nextAt };
  const work = due === null ? retryOf(state, look.now) : ({ kind: 'start', due } as const);
  if (work === null) return { kind: 'wait', nextAt: earlier(nextAt, instantOf(state?.retryAt)) };
  const quiet = quietUntil(schedule.quietHours ?? look.quietHours, store, look.now);
  return quiet === null ? { ...work, nextAt } : { kind: 'wait', nextAt: quiet };
}

/** What did not finish and is to be tried again by now. */
function retryOf(state: ScheduleState | undefined, now: Date) {
  if (state === undefined || state.retryAt === null || new Date(state.retryAt) > now) return null;
  return { kind: 'retry', of: { runId: state.runId, retries: state.retries } } as const;
}

function dueOf(schedule: Schedule, store: Store, state: ScheduleState | undefined, now: Date): Due | 'unseen' | null {
  if (state !== undefined) return dueStart(schedule, store, new Date(state.dueAt), now);
  const startsAtOnce = schedule.action === 'load' && schedule.rereadDays === 0;
  return startsAtOnce ? { at: now, isMissed: false, isFirst: true } : 'unseen';
}

const instantOf = (text: string | null | undefined): Date | null =>
  text === null || text === undefined ? null : new Date(text);

const earlier = (a: Date | null, b: Date | null): Date | null => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

/** Loads of the same tasks that are due together are one run, as deep as the deepest of them; slices stand alone. */
function together(store: Store, starts: Duty['starts']): Duty[] {
  const byWork = new Map<string, Start[]>();
  for (const start of starts) {
    const { name, action, tasks, sliceDays } = start.schedule;
    const work = action === 'load' && sliceDays === null ? `load ${tasks ?? ''}` : name;
    byWork.set(work, [...(byWork.get(work) ?? []), start]);
  }
  return [...byWork.values()].map((some) => ({ kind: 'start', store, starts: some }));
}
