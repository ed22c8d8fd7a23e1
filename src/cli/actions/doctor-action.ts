import { type DoctorReport, toReport } from '../../orchestration/doctor/probe.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings } from '../workplace.ts';

/** Examines everything a run depends on. */
export async function examine(options: CommonOptions): Promise<DoctorReport> {
  const { clock } = loadSurroundings(options);
  return toReport([], clock.now());
}
