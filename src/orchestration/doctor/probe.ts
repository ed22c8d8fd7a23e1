import { messageOf } from '../../base/errors.ts';

/** How a probe ended; `skipped` means that what it needs was not there, so it says nothing. */
export type ProbeStatus = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a probe found. */
export interface Verdict {
  readonly status: ProbeStatus;
  /** What was found, as one sentence without secrets. */
  readonly finding: string;
  /** What to do about it; null when there is nothing to do. */
  readonly fix: string | null;
}

/** One line of the report. */
export interface ProbeResult extends Verdict {
  readonly id: string;
}

/** One small examination. It may throw: the message becomes the finding, and the others go on. */
export interface Probe {
  readonly id: string;
  readonly examine: () => Verdict | Promise<Verdict>;
}

/** Everything that was found; `fail` if any probe failed, else `warn` if any warned. */
export interface DoctorReport {
  readonly status: 'ok' | 'warn' | 'fail';
  readonly checkedAt: string;
  readonly probes: readonly ProbeResult[];
}

export const ok = (finding: string): Verdict => ({ status: 'ok', finding, fix: null });
export const warn = (finding: string, fix: string): Verdict => ({ status: 'warn', finding, fix });
export const fail = (finding: string, fix: string): Verdict => ({ status: 'fail', finding, fix });
export const skipped = (finding: string): Verdict => ({ status: 'skipped', finding, fix: null });

/** Runs probes one after the other; one that throws is a failure of its own and stops nothing. */
export async function runProbes(probes: readonly Probe[]): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const { id, examine } of probes) results.push({ id, ...(await examineSafely(examine)) });
  return results;
}

async function examineSafely(examine: Probe['examine']): Promise<Verdict> {
  try {
    return await examine();
  } catch (error) {
    return fail(`could not be examined: ${messageOf(error)}`, 'read the message; the other probes may tell why');
  }
}

/** Puts the results together. */
export function toReport(probes: readonly ProbeResult[], checkedAt: Date): DoctorReport {
  const has = (status: ProbeStatus): boolean => probes.some((probe) => probe.status === status);
  return {
    status: has('fail') ? 'fail' : has('warn') ? 'warn' : 'ok',
    checkedAt: checkedAt.toISOString(),
    probes,
  };
}
