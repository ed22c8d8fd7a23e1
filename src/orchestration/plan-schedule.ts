/** A task as far as its place in time is concerned. */
export interface TimedTask {
  readonly code: string;
  /** What goes first. */
  readonly waitsFor: readonly string[];
  /** How long it takes. */
  readonly ms: number;
}

/** When the tasks of a store would end. */
export interface Schedule {
  readonly totalMs: number;
  /** The tasks that decide how long it takes, in order: each one starts when the one before it has ended. */
  readonly criticalPath: readonly string[];
}

interface Placed extends TimedTask {
  readonly start: number;
  readonly end: number;
}

/** Plays the run through: as `executeTasks` would, whoever is ready first gets the next of `concurrency` places. */
export function buildSchedule(tasks: readonly TimedTask[], concurrency: number): Schedule {
  const codes = new Set(tasks.map(({ code }) => code));
  const waiting = [...tasks];
  const running: Placed[] = [];
  const ended = new Map<string, Placed>();
  let now = 0;
  while (waiting.length > 0 || running.length > 0) {
    const isReady = ({ waitsFor }: TimedTask): boolean => waitsFor.every((code) => !codes.has(code) || ended.has(code));
    for (const task of waiting.filter(isReady).slice(0, concurrency - running.length)) {
      waiting.splice(waiting.indexOf(task), 1);
      running.push({ ...task, start: now, end: now + task.ms });
    }
    const [next] = running.toSorted((a, b) => a.end - b.end);
    if (next === undefined) break; // a circle, which the run itself reports
    running.splice(running.indexOf(next), 1);
    ended.set(next.code, next);
    now = next.end;
  }
  return { totalMs: now, criticalPath: pathTo(ended) };
}

/** Back from the last one to end, always to whom it had waited for; of several, the one whose data it reads. */
function pathTo(ended: ReadonlyMap<string, Placed>): string[] {
  const path: string[] = [];
  const placed = [...ended.values()];
  let at = placed.at(-1);
  while (at !== undefined) {
    path.unshift(at.code);
    const { start, waitsFor } = at;
    const before = placed.filter((one) => one.end === start && one.ms > 0 && !path.includes(one.code));
    at = before.find(({ code }) => waitsFor.includes(code)) ?? before.at(-1);
  }
  return path;
}
