import { type Counter, createTally, type Tally } from '../api/meter.ts';
import type { LoadResult } from '../loaders/ods/load-result.ts';

/** What a task has done so far; every figure ends up in etl_task_run. */
export class TaskCounters {
  readonly meter: Tally = createTally();
  pages = 0;
  rowsSeen = 0;
  rowsNew = 0;
  rowsChanged = 0;
  rowsUnchanged = 0;
  rowsLate = 0;
  rowsDuplicate = 0;
  rowsQuarantined = 0;
  rowsDeleted = 0;
  extractMs = 0;
  loadMs = 0;

  /** Adds one loaded walk. */
  addLoad(result: LoadResult): void {
    const { counts } = result;
    this.pages += result.pages;
    this.rowsSeen += counts.seen;
    this.rowsNew += counts.new;
    this.rowsChanged += counts.changed;
    this.rowsUnchanged += counts.unchanged;
    this.rowsLate += counts.late;
    this.rowsDuplicate += counts.duplicate;
    this.rowsQuarantined += counts.quarantined;
    this.rowsDeleted += counts.deleted;
  }

  count(counter: Counter): number {
    return this.meter.totals[counter];
  }
}
