import { HOUR_MS } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { Channel, ChannelName } from '../../notify/message.ts';
import type { Queryable } from '../../tasks/task.ts';
import { lockAlerts, readDueAlerts, writeDelivery } from './alert-store.ts';
import { buildAlertMessage } from './build-message.ts';
import type { AlertPlace } from './cause.ts';

/** What became of one channel. */
export interface ChannelResult {
  readonly channel: ChannelName;
  /** Alerts that were due for it. */
  readonly alerts: number;
  /** Why they were not delivered; null when they were. */
  readonly error: string | null;
}

/** How long a process waits for another one that is telling the same channel. */
const LOCK_WAIT_MS = 90_000;

/** Tells every channel what it has not been told yet. One that cannot be reached is tried again by the next call. */
export function deliverDueAlerts(place: AlertPlace, channels: readonly Channel[]): Promise<ChannelResult[]> {
  return Promise.all(channels.map((channel) => deliverTo(place, channel)));
}

/**
 * Another process that tells the same channel is waited for, so that nothing is told twice. A process killed between
 * sending and writing it down leaves the message to be sent once more: better twice than never.
 */
async function deliverTo(place: AlertPlace, channel: Channel): Promise<ChannelResult> {
  try {
    return await withTransaction(place.database.pool, async (db) => {
      await db.query(statement(`select set_config('lock_timeout', $ms::text, true)`, { ms: String(LOCK_WAIT_MS) }));
      await lockAlerts(db, channel.name);
      return await tellDue(place, db, channel);
    });
  } catch (error) {
    return { channel: channel.name, alerts: 0, error: messageOf(error) };
  }
}

async function tellDue({ config, clock, signal }: AlertPlace, db: Queryable, channel: Channel): Promise<ChannelResult> {
  const { ALERT_REMIND_HOURS: remindHours, ALERT_LANG: language, ALERT_LINK: link } = config.values;
  const now = clock.now();
  const remindBefore = remindHours === 0 ? null : new Date(now.getTime() - remindHours * HOUR_MS);
  const due = await readDueAlerts(db, { channel: channel.name, remindBefore });
  if (due.length === 0) return { channel: channel.name, alerts: 0, error: null };
  const error = await trySend(channel, buildAlertMessage(due, { language, link }), signal);
  await writeDelivery(db, { channel: channel.name, alertIds: due.map(({ alertId }) => alertId), error, now });
  return { channel: channel.name, alerts: due.length, error };
}

/** Null when the channel took the message, else why not. */
export async function trySend(
  channel: Channel,
  message: Parameters<Channel['send']>[0],
  signal: AbortSignal,
): Promise<string | null> {
  try {
    await channel.send(message, signal);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
