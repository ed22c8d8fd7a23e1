import { TransientError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import type { LocalDate } from '../../base/local-time.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import { channelsOf } from '../../notify/channels.ts';
import type { Channel, ChannelName, Message } from '../../notify/message.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import type { AlertPlace } from '../alerts/cause.ts';
import { trySend } from '../alerts/deliver.ts';
import type { DailyReport } from './model.ts';
import { lastClosedDay, readDailyReport } from './read-daily-report.ts';
import { renderDailyMail } from './render-mail.ts';
import { dailyLines, renderCompared, titleOf } from './render-text.ts';
import { dailyWords } from './words.ts';

/** What became of the report in one channel. */
export interface ReportDelivery {
  readonly channel: ChannelName;
  readonly state: 'sent' | 'was sent before' | 'failed';
  /** Why it failed. */
  readonly error: string | null;
}

/** What is sent, and whether it is sent to a channel that has it already. */
export interface ReportOrder {
  readonly date: LocalDate;
  readonly again: boolean;
}

/**
 * Sends the report of the last closed business day of a store to every channel that does not have it, for schedules.
 * Returns what it did in a sentence; throws TransientError when a channel failed, so that the start is made again.
 */
export async function sendLastDailyReport(place: AlertPlace, store: Store): Promise<string> {
  const date = lastClosedDay(store, place.clock);
  const deliveries = await sendDailyReport(place, store, { date, again: false });
  const failed = deliveries.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    const reasons = failed.map(({ channel, error }) => `${channel}: ${error}`).join('; ');
    throw new TransientError('CHANNEL_FAILED', `the report of ${date} was not sent everywhere: ${reasons}`);
  }
  if (deliveries.length === 0) return `report of ${date}: no channel is set`;
  return `report of ${date}: ${deliveries.map(({ channel, state }) => `${channel} ${state}`).join(', ')}`;
}

/** Sends the report of a business day of a store to the channels. Only a failing database throws. */
export async function sendDailyReport(
  place: AlertPlace,
  store: Store,
  { date, again }: ReportOrder,
): Promise<ReportDelivery[]> {
  const { config, clock, reporter } = place;
  const channels = channelsOf(config, clock, reporter);
  for (const problem of channels.problems) reporter.warn(`daily report: ${problem}`);
  if (channels.all.length === 0) return [];
  const report = await readDailyReport(place.database.pool, clock, { store, date });
  const { ALERT_LANG: language, ALERT_LINK: link } = config.values;
  const message = { ...toMessage(report, language), ...(link === undefined ? {} : { link }) };
  return Promise.all(channels.all.map((channel) => sendTo(place, channel, { report, message, again })));
}

function toMessage(report: DailyReport, language: Language): Message {
  const words = dailyWords(language);
  const { figures } = report;
  const digest =
    figures === null ? '' : ` · ${words.recognised} ${renderCompared({ ...figures.recognised, change: null })}`;
  return {
    title: `${titleOf(report, words)}${digest}`,
    severity: report.status === 'PUBLISHED' ? 'info' : 'warning',
    lines: dailyLines(report, language),
    html: renderDailyMail({ chain: null, stores: [report] }, language),
    data: { report },
  };
}

interface Parcel {
  readonly report: DailyReport;
  readonly message: Message;
  readonly again: boolean;
}

/** The row is held while it is sent, so that two processes do not send it twice. */
async function sendTo(
  { database, clock, signal }: AlertPlace,
  channel: Channel,
  { report, message, again }: Parcel,
): Promise<ReportDelivery> {
  const key = { siteId: report.siteId, date: report.date, channel: channel.name };
  return withTransaction(database.pool, async (db) => {
    if ((await claim(db, key)) && !again) return { channel: channel.name, state: 'was sent before', error: null };
    const error = await trySend(channel, message, signal);
    const sql =
      error === null
        ? `update etl_admin.etl_report_delivery set sent_at = $now::timestamptz, failed_at = null, error = null where ${ROW}`
        : `update etl_admin.etl_report_delivery set failed_at = $now::timestamptz, error = $error where ${ROW}`;
    await db.query(statement(sql, { ...key, error, now: clock.now() }));
    return { channel: channel.name, state: error === null ? 'sent' : 'failed', error };
  });
}

const ROW = 'site_id = $siteId::bigint and business_date = $date::date and channel = $channel';

/** True when the channel has the report already. */
async function claim(db: Queryable, key: Readonly<Record<string, unknown>>): Promise<boolean> {
  const insert = `insert into etl_admin.etl_report_delivery (site_id, business_date, channel)
values ($siteId::bigint, $date::date, $channel) on conflict do nothing`;
  await db.query(statement(insert, key));
  const { rows } = await db.query<{ sent: boolean }>(
    statement(`select sent_at is not null as sent from etl_admin.etl_report_delivery where ${ROW} for update`, key),
  );
  return rows[0]?.sent === true;
}
