import { messageOf } from '../../base/errors.ts';
import { withTransaction } from '../../database/transaction.ts';
import { channelsOf } from '../../notify/channels.ts';
import type { Channel } from '../../notify/message.ts';
import type { Store } from '../../tasks/task.ts';
import { loadStores } from '../stores.ts';
import { lockAlerts, writeFindings } from './alert-store.ts';
import type { AlertPlace } from './cause.ts';
import { type ChannelResult, deliverDueAlerts } from './deliver.ts';
import { findCauses, STANDING_KINDS } from './find-causes.ts';
import { endOutage, raiseOutage } from './outage.ts';
import { isNoTrouble, judgeOutcome, type Outcome } from './outcome-causes.ts';

/**
 * After a run: looks what is wrong with its stores and tells every channel what it has not been told. Does nothing when no
 * channel is set. Never throws, because a run must not fail for an alert; what cannot be told is warned of and told later.
 */
export async function raiseAlerts(place: AlertPlace, outcome: Outcome, siteIds: readonly string[]): Promise<void> {
  if (isNoTrouble(outcome)) return;
  const { config, clock, reporter } = place;
  const channels = channelsOf(config, clock, reporter);
  for (const problem of channels.problems) reporter.warn(`alerts: ${problem}`);
  if (channels.all.length === 0) return;
  await warned(place, async () => {
    const stores = await loadStores(place.database.pool, siteIds);
    await keepFindings(place, stores, { outcome, siteIds });
    await endOutage(place, outcome instanceof Error ? 'database answers' : 'run began');
    return deliverDueAlerts(place, channels.all);
  });
}

/**
 * A look at all stores between runs, so that a reminder, or a store of which no run comes, does not wait for one. Does
 * nothing when no channel is set. Never throws.
 */
export async function watchAlerts(place: AlertPlace): Promise<void> {
  const { all } = channelsOf(place.config, place.clock, place.reporter);
  if (all.length > 0) await warned(place, () => checkAlerts(place, all));
}

/** Looks at all stores now and tells what is due. Throws when the database fails. */
export async function checkAlerts(place: AlertPlace, channels: readonly Channel[]): Promise<ChannelResult[]> {
  await keepFindings(place, await loadStores(place.database.pool, null), null);
  await endOutage(place, 'database answers');
  return deliverDueAlerts(place, channels);
}

/** `run`: what has just ended; null for a look at any time, which speaks for all stores. */
async function keepFindings(
  place: AlertPlace,
  stores: readonly Store[],
  run: { readonly outcome: Outcome; readonly siteIds: readonly string[] } | null,
): Promise<void> {
  await withTransaction(place.database.pool, async (db) => {
    // Looks that overlap would close what the other one has just found.
    await lockAlerts(db, 'causes');
    const now = place.clock.now();
    const causes = await findCauses(db, place, stores);
    await writeFindings(db, { causes, kinds: STANDING_KINDS, siteIds: run?.siteIds ?? null, now });
    if (run === null) return;
    const verdict = judgeOutcome(run.outcome, run.siteIds);
    await writeFindings(db, { ...verdict, kinds: ['run'], now });
  });
}

/** What cannot be told is warned of, and told as an outage when the database is the reason. */
async function warned(place: AlertPlace, tell: () => Promise<readonly ChannelResult[]>): Promise<void> {
  const { reporter } = place;
  try {
    for (const { channel, error } of await tell()) {
      if (error !== null) reporter.warn(`alerts not delivered by ${channel}, they are tried again later: ${error}`);
    }
  } catch (error) {
    reporter.warn(`alerts could not be judged: ${messageOf(error)}`);
    await raiseOutage(place, error);
  }
}
