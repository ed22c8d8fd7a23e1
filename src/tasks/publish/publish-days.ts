import type { Check } from '../../catalog/check.ts';
import { STORED_MARTS } from '../../catalog/marts.ts';
import type { Client } from '../../database/connection.ts';
import { withSavepoint } from '../../database/transaction.ts';
import { type ChangedRows, rebuildMarts } from '../../loaders/marts/rebuild-marts.ts';
import { type CheckOutcome, isRed } from '../../quality/outcome.ts';
import { runChecks } from '../../quality/run-checks.ts';
import type { DueDay } from './due-days.ts';
import type { PublicationScope } from './publication.ts';

/** Days that are computed and judged together. */
export interface Batch {
  readonly due: readonly DueDay[];
  /** True when the rows of all members are due, not only of those met on these days. */
  readonly allMembers: boolean;
}

/** A day and the blocking checks it failed; none: its figures are published. */
export interface JudgedDay {
  readonly day: DueDay;
  readonly failed: readonly string[];
}

/** What became of a batch of days. */
export interface Judgement {
  readonly days: readonly JudgedDay[];
  readonly changed: ChangedRows;
  readonly outcomes: readonly CheckOutcome[];
}

/** Ends the savepoint of an attempt in which some days failed. */
class SomeDaysFailed extends Error {
  readonly outcomes: readonly CheckOutcome[];

  constructor(outcomes: readonly CheckOutcome[]) {
    super('some days failed');
    this.outcomes = outcomes;
  }
}

/**
 * Write, audit, publish, in the caller's transaction: computes the marts of the days, judges them by the blocking checks,
 * and keeps the result for the days that passed. Days that failed are left as they were before; since days do not depend
 * on each other, the others are computed again without them.
 */
export async function publishDays(
  client: Client,
  { due, allMembers }: Batch,
  blocking: readonly Check[],
  scope: PublicationScope,
): Promise<Judgement> {
  const failed = new Map<string, string[]>();
  const outcomes = new Map<string, CheckOutcome>();
  let changed: ChangedRows | null = null;
  while (changed === null) {
    const days = due.filter(({ date }) => !failed.has(date));
    if (days.length === 0) break;
    const attempt = await tryDays(client, { due: days, allMembers }, blocking, scope);
    for (const outcome of attempt.outcomes) keepWorst(outcomes, outcome);
    for (const outcome of attempt.outcomes.filter(isRed)) noteFailure(failed, outcome, days);
    changed = attempt.changed;
  }
  return {
    days: due.map((day) => ({ day, failed: failed.get(day.date) ?? [] })),
    changed: changed ?? new Map(),
    outcomes: [...outcomes.values()],
  };
}

/** A broken rule that names no day speaks against all of them. */
function noteFailure(failed: Map<string, string[]>, outcome: CheckOutcome, days: readonly DueDay[]): void {
  const { check, failingDays } = outcome;
  const concerned = failingDays.length === 0 ? days.map(({ date }) => date) : failingDays;
  for (const date of concerned) failed.set(date, [...(failed.get(date) ?? []), check.id]);
}

async function tryDays(
  client: Client,
  { due: days, allMembers }: Batch,
  blocking: readonly Check[],
  { siteId, snoozed, asOf, clock }: PublicationScope,
): Promise<{ readonly changed: ChangedRows | null; readonly outcomes: readonly CheckOutcome[] }> {
  try {
    return await withSavepoint(client, 'publication', async () => {
      const changed = await rebuildMarts(client, STORED_MARTS, { siteId, days, asOf, allMembers });
      const outcomes = await runChecks(client, blocking, { siteId, days, snoozed, clock });
      if (outcomes.some(isRed)) throw new SomeDaysFailed(outcomes);
      return { changed, outcomes };
    });
  } catch (error) {
    if (!(error instanceof SomeDaysFailed)) throw error;
    return { changed: null, outcomes: error.outcomes };
  }
}

/** Of several attempts the one in which a check failed is the one to tell, over all days that were judged first. */
function keepWorst(kept: Map<string, CheckOutcome>, outcome: CheckOutcome): void {
  const known = kept.get(outcome.check.id);
  if (known === undefined || (isRed(outcome) && !isRed(known))) kept.set(outcome.check.id, outcome);
}
