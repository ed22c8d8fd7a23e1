import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import type { ChannelName } from '../../notify/message.ts';
import type { Queryable } from '../../tasks/task.ts';
import type { Cause, CauseKind } from './cause.ts';

/** What a look has found, and for which stores and kinds it speaks. */
export interface Findings {
  readonly causes: readonly Cause[];
  readonly kinds: readonly CauseKind[];
  /** Null: all stores, those that are not loaded any more among them. */
  readonly siteIds: readonly string[] | null;
  readonly now: Date;
}

const UPSERT = `insert into etl_admin.etl_alert as a
  (site_id, kind, subject, code, severity, detail, opened_at, news_at, last_seen_at)
select c."siteId", c.kind, c.subject, c.code, c.severity, c.detail, $now::timestamptz, $now::timestamptz, $now::timestamptz
from jsonb_to_recordset($causes::jsonb)
  as c ("siteId" bigint, kind text, subject text, code text, severity text, detail text)
on conflict (site_id, kind, subject) where resolved_at is null do update set
  news_at = case when a.code = excluded.code then a.news_at else excluded.news_at end,
  code = excluded.code, severity = excluded.severity, detail = excluded.detail,
  last_seen_at = excluded.last_seen_at, occurrences = a.occurrences + 1`;

const RESOLVE = `update etl_admin.etl_alert a set resolved_at = $now::timestamptz
where a.resolved_at is null and a.kind = any($kinds::text[])
  and ($siteIds::bigint[] is null or a.site_id = any($siteIds::bigint[]))
  and not exists (select 1 from jsonb_to_recordset($causes::jsonb) as c ("siteId" bigint, kind text, subject text)
    where c."siteId" = a.site_id and c.kind = a.kind and c.subject = a.subject)`;

/** Opens what is new, counts what lasts, and closes what the look speaks of and did not find. */
export async function writeFindings(db: Queryable, { causes, kinds, siteIds, now }: Findings): Promise<void> {
  const values = { causes: JSON.stringify(causes), kinds, siteIds, now };
  if (causes.length > 0) await db.query(statement(UPSERT, values));
  await db.query(statement(RESOLVE, values));
}

/** Makes others who look, or who tell a channel, wait until this transaction has ended. */
export async function lockAlerts(db: Queryable, what: 'causes' | ChannelName): Promise<void> {
  const sql = `select pg_advisory_xact_lock(hashtextextended('feiqiu-etl alerts ' || $what::text, 0))`;
  await db.query(statement(sql, { what }));
}

/** Why an alert is told now. */
export type AlertEvent = 'OPENED' | 'REMINDER' | 'RECOVERED';

/** An alert that a channel has to be told of. */
export interface DueAlert extends Cause {
  readonly alertId: string;
  readonly event: AlertEvent;
  readonly storeName: string;
  /** Wall-clock time of the store. */
  readonly since: string;
}

const DUE = `select a.alert_id::text as "alertId", a.site_id::text as "siteId", a.kind, a.subject, a.code, a.severity, a.detail,
  s.store_name as "storeName", to_char(a.opened_at at time zone s.timezone, 'YYYY-MM-DD HH24:MI') as since,
  case when a.resolved_at is not null then 'RECOVERED'
    when d.told_at is null or d.told_at < a.news_at then 'OPENED' else 'REMINDER' end as event
from etl_admin.etl_alert a
join etl_admin.etl_store s on s.site_id = a.site_id
left join etl_admin.etl_alert_delivery d on d.alert_id = a.alert_id and d.channel = $channel
where case when a.resolved_at is not null then d.told = 'OPEN'
  else d.told_at is null or d.told_at < a.news_at or d.told_at <= $remindBefore::timestamptz end
order by a.site_id, a.severity, a.kind, a.code, a.subject`;

/** What a channel has to be told: what is new to it, what lasts since before `remindBefore`, and what is over. */
export async function readDueAlerts(
  db: Queryable,
  values: { readonly channel: ChannelName; readonly remindBefore: Date | null },
): Promise<DueAlert[]> {
  return (await db.query<DueAlert>(statement(DUE, values))).rows;
}

const TOLD = `insert into etl_admin.etl_alert_delivery (alert_id, channel, told, told_at)
select i, $channel, case when a.resolved_at is null then 'OPEN' else 'RESOLVED' end, $now::timestamptz
from unnest($alertIds::bigint[]) as i join etl_admin.etl_alert a on a.alert_id = i
on conflict (alert_id, channel) do update set
  told = excluded.told, told_at = excluded.told_at, failures = 0, failed_at = null, error = null`;

const FAILED = `insert into etl_admin.etl_alert_delivery as d (alert_id, channel, failures, failed_at, error)
select i, $channel, 1, $now::timestamptz, $error from unnest($alertIds::bigint[]) as i
on conflict (alert_id, channel) do update set
  failures = d.failures + 1, failed_at = excluded.failed_at, error = excluded.error`;

/** Writes down what became of a message; `error` null: it was delivered. */
export async function writeDelivery(
  db: Queryable,
  delivery: {
    readonly channel: ChannelName;
    readonly alertIds: readonly string[];
    readonly error: string | null;
    readonly now: Date;
  },
): Promise<void> {
  await db.query(statement(delivery.error === null ? TOLD : FAILED, delivery));
}

/** An alert with what the channels know of it. Times are UTC. */
export interface ListedAlert extends Cause {
  readonly storeName: string;
  readonly occurrences: number;
  readonly openedAt: string;
  readonly lastSeenAt: string;
  /** Null while it lasts. */
  readonly resolvedAt: string | null;
  readonly deliveries: readonly AlertDelivery[];
}

export interface AlertDelivery {
  readonly channel: ChannelName;
  /** What the channel was last told; null: nothing. */
  readonly told: 'OPEN' | 'RESOLVED' | null;
  readonly toldAt: string | null;
  /** Why it could not be told since; null when it could. */
  readonly error: string | null;
}

const LIST = `select a.site_id::text as "siteId", s.store_name as "storeName", a.kind, a.subject, a.code, a.severity, a.detail,
  a.occurrences, ${utcText('a.opened_at')} as "openedAt", ${utcText('a.last_seen_at')} as "lastSeenAt",
  ${utcText('a.resolved_at')} as "resolvedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('channel', d.channel, 'told', d.told,
      'toldAt', ${utcText('d.told_at')}, 'error', d.error) order by d.channel), '[]')
    from etl_admin.etl_alert_delivery d where d.alert_id = a.alert_id) as deliveries
from etl_admin.etl_alert a join etl_admin.etl_store s on s.site_id = a.site_id
where a.resolved_at is null or $all
order by a.resolved_at desc nulls first, a.site_id, a.severity, a.kind, a.subject limit 500`;

/** The open alerts, and with `all` the last ones that are over. */
export async function listAlerts(db: Queryable, all: boolean): Promise<ListedAlert[]> {
  type Row = Omit<ListedAlert, 'deliveries'> & { readonly deliveries: string };
  const { rows } = await db.query<Row>(statement(LIST, { all }));
  return rows.map((row) => ({ ...row, deliveries: JSON.parse(row.deliveries) as AlertDelivery[] }));
}
