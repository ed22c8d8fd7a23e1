import type { ClientBase } from 'pg';
import type { ArchivedWalk, Window } from '../../api/archive/walk.ts';
import { toInstant, toLocalTime } from '../../base/local-time.ts';
import { statement } from '../../database/statement.ts';
import { exactUtcText, utcText } from '../../database/utc-text.ts';
import type { LoadContext, LoadResult } from './load-result.ts';
import type { Confirmation } from './timeline.ts';

/** A complete walk over the same scope that was made after the one being loaded. */
export interface LaterWalk extends Confirmation {
  /** Wall-clock window it read; null: everything. */
  readonly window: { readonly from: string; readonly to: string } | null;
}

interface LedgerRow {
  readonly at: string;
  readonly ended_at: string;
  readonly proves_absence: boolean;
  readonly window_from: string | null;
  readonly window_to: string | null;
}

/** When the walk had been received in full, as far as the archive tells. */
export function endOfWalk(walk: ArchivedWalk): string {
  return (
    walk.end?.endedAt ??
    walk.pages
      .map((page) => page.receivedAt)
      .sort()
      .at(-1) ??
    walk.startedAt
  );
}

const LATER = `select ${exactUtcText('started_at')} as at, proves_absence,
  ${exactUtcText('ended_at')} as ended_at,
  ${utcText('window_from')} as window_from,
  ${utcText('window_to')} as window_to
from etl_admin.etl_window
where site_id = $siteId::bigint and task_code = $task::text and status = 'COMPLETE' and walk_id <> $walkId::text
  and started_at > $endedAt::timestamptz
  and (window_from is null or $from::timestamptz is null or (window_from < $to::timestamptz and window_to > $from::timestamptz))
order by started_at`;

/** Complete walks made after this one over the same rows: there are some only when an older archive is replayed. */
export async function findLaterWalks(
  client: ClientBase,
  walk: ArchivedWalk,
  context: LoadContext,
): Promise<LaterWalk[]> {
  const { rows } = await client.query<LedgerRow>(
    statement(LATER, {
      siteId: context.siteId,
      task: context.endpoint.task,
      walkId: walk.walkId,
      endedAt: endOfWalk(walk),
      ...toInstants(walk.scope.window, context.timezone),
    }),
  );
  return rows.map((row) => ({
    at: row.at,
    absentAt: row.proves_absence ? row.ended_at : null,
    window:
      row.window_from === null || row.window_to === null
        ? null
        : {
            from: toLocalTime(new Date(row.window_from), context.timezone),
            to: toLocalTime(new Date(row.window_to), context.timezone),
          },
  }));
}

/** Which of the later walks would have shown a record with this event time. */
export function confirmationsAt(walks: readonly LaterWalk[], eventTime: string | null): Confirmation[] {
  return walks.filter(
    ({ window }) => window === null || (eventTime !== null && eventTime >= window.from && eventTime < window.to),
  );
}

const WRITE = `insert into etl_admin.etl_window (site_id, task_code, walk_id, window_from, window_to, status, proves_absence,
  started_at, ended_at, total, rows_seen, distinct_keys, doubts, load_id, run_id)
values ($siteId, $task, $walkId, $from, $to, $status, $provesAbsence, $startedAt, $endedAt, $total, $rowsSeen, $distinctKeys,
  $doubts, $loadId, $runId)
on conflict (site_id, task_code, walk_id) do update set status = excluded.status, proves_absence = excluded.proves_absence,
  distinct_keys = excluded.distinct_keys, doubts = excluded.doubts, load_id = excluded.load_id, run_id = excluded.run_id,
  loaded_at = now()`;

/** Writes down what was read and whether it proved itself. */
export async function recordWalk(
  client: ClientBase,
  walk: ArchivedWalk,
  context: LoadContext,
  result: Pick<LoadResult, 'complete' | 'doubts' | 'loadId' | 'counts'> & {
    readonly distinctKeys: number;
    readonly provesAbsence: boolean;
  },
): Promise<void> {
  await client.query(
    statement(WRITE, {
      siteId: context.siteId,
      task: context.endpoint.task,
      walkId: walk.walkId,
      ...toInstants(walk.scope.window, context.timezone),
      status: result.complete ? 'COMPLETE' : 'INCOMPLETE',
      provesAbsence: result.provesAbsence,
      startedAt: walk.startedAt,
      endedAt: endOfWalk(walk),
      total: walk.end?.total ?? null,
      rowsSeen: result.counts.seen,
      distinctKeys: result.distinctKeys,
      doubts: result.doubts,
      loadId: result.loadId,
      runId: context.runId,
    }),
  );
}

function toInstants(window: Window | null, zone: string): { from: Date | null; to: Date | null } {
  if (window === null) return { from: null, to: null };
  return { from: toInstant(window.from, zone), to: toInstant(window.to, zone) };
}
