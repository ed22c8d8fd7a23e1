import { DIMENSIONS } from '../../catalog/dimensions.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { historyTable } from '../../catalog/ods-table.ts';
import type { Settings } from '../../config/settings.ts';
import { RESULTS_IN_USE } from '../../quality/standing-results.ts';

/** A setting with a number of days. */
export type RetentionSetting = Extract<keyof Settings, `RETENTION_${string}`>;

/** Rows that may go, of one table. */
export interface OldRows {
  /** Qualified name. */
  readonly table: string;
  /** SQL of the moment a row `r` counts from. */
  readonly at: string;
  /** SQL condition over `r` besides its age; may use `$before`. */
  readonly unless?: string;
  /** Query of the ids that stay whatever their age, as one bigint column; with the column of `r` they stand for. */
  readonly keep?: { readonly column: string; readonly sql: string };
}

/** What is removed when it is older than the days of a setting; 0 keeps it for ever. */
export interface RetentionPolicy {
  readonly name: string;
  readonly setting: RetentionSetting;
  readonly what: string;
  readonly subject:
    | { readonly kind: 'rows'; readonly tables: readonly OldRows[] }
    /** Rows written under the lease of their store, and so removed under it. */
    | { readonly kind: 'rows of stores'; readonly tables: readonly OldRows[] }
    | { readonly kind: 'archive' }
    | { readonly kind: 'logs' };
}

const LAST_OF_ITS_TASK = (run: string): string => `not exists (
    select 1 from etl_admin.etl_task_run later where later.site_id = ${run}.site_id and later.task_code = ${run}.task_code
      and later.started_at > ${run}.started_at)`;

const RUN_ROWS: readonly OldRows[] = [
  // `status` tells how each task ended last, however long ago.
  { table: 'etl_admin.etl_task_run', at: 'r.started_at', unless: `r.status = 'RUNNING' or ${LAST_OF_ITS_TASK('r')}` },
  {
    table: 'etl_admin.etl_run',
    at: 'r.started_at',
    unless: `r.status = 'RUNNING' or exists (select 1 from etl_admin.etl_task_run t where t.run_id = r.run_id
      and (t.status = 'RUNNING' or t.started_at >= $before or ${LAST_OF_ITS_TASK('t')}))`,
  },
  {
    table: 'etl_admin.etl_restatement',
    at: 'r.at',
    // Which days a run computed tells what its check results speak of; the last of a day tells why it is as it is.
    unless: `exists (select 1 from etl_admin.etl_check_result c where c.run_id = r.run_id and c.site_id = r.site_id)
      or not exists (select 1 from etl_admin.etl_restatement later where later.site_id = r.site_id
        and later.business_date = r.business_date and later.at > r.at)`,
  },
  // The windows of a backfill go with it.
  { table: 'etl_admin.etl_backfill', at: 'r.ended_at', unless: `r.status = 'OPEN'` },
  {
    table: 'etl_admin.etl_wanted_window',
    at: 'r.ended_at',
    unless: `r.backfill_id is not null or r.status = 'WANTED'`,
  },
];

/**
 * What may go, in the order in which it goes: check results first, because they hold on to restatements. Drift stays: one row
 * a difference does not grow with time, and by the letter cases in it the records of any age are read.
 */
export function retentionPolicies(endpoints: readonly Endpoint[]): readonly RetentionPolicy[] {
  return [
    { name: 'archive', setting: 'RETENTION_ARCHIVE_DAYS', what: 'archived answers', subject: { kind: 'archive' } },
    {
      name: 'history',
      setting: 'RETENTION_HISTORY_DAYS',
      what: 'superseded versions in ODS, but those that dimensions are made from',
      subject: { kind: 'rows of stores', tables: historyRows(endpoints) },
    },
    {
      name: 'checks',
      setting: 'RETENTION_CHECK_DAYS',
      what: 'check results, but those by which a check stands',
      subject: {
        kind: 'rows',
        tables: [
          {
            table: 'etl_admin.etl_check_result',
            at: 'r.checked_at',
            keep: { column: 'result_id', sql: RESULTS_IN_USE },
          },
        ],
      },
    },
    {
      name: 'runs',
      setting: 'RETENTION_RUN_DAYS',
      what: 'records of runs, restatements and finished backfills',
      subject: { kind: 'rows', tables: RUN_ROWS },
    },
    {
      name: 'quarantine',
      setting: 'RETENTION_QUARANTINE_DAYS',
      what: 'closed entries of the quarantine',
      subject: {
        kind: 'rows',
        tables: [{ table: 'etl_admin.etl_quarantine', at: 'r.resolved_at', unless: `r.status = 'OPEN'` }],
      },
    },
    {
      name: 'alerts',
      setting: 'RETENTION_ALERT_DAYS',
      what: 'alerts that are over',
      subject: { kind: 'rows', tables: [{ table: 'etl_admin.etl_alert', at: 'r.resolved_at' }] },
    },
    {
      name: 'audit',
      setting: 'RETENTION_AUDIT_DAYS',
      what: 'entries of the audit of the dashboard',
      subject: { kind: 'rows', tables: [{ table: 'etl_admin.dashboard_audit', at: 'r.at' }] },
    },
    { name: 'logs', setting: 'RETENTION_LOG_DAYS', what: 'log files', subject: { kind: 'logs' } },
  ];
}

/** The history of a dimension is a function of all versions of its source: without them the next change would rewrite it. */
function historyRows(endpoints: readonly Endpoint[]): OldRows[] {
  const sources = new Set(DIMENSIONS.map(({ source }) => source));
  return endpoints
    .filter(({ table }) => !sources.has(table))
    .map((endpoint) => ({ table: historyTable(endpoint), at: 'r.seen_to' }));
}
