import { HELD_BACKFILLS } from './backfill/hold-backfill.ts';

/**
 * Condition on a row `r` of `etl_run`: it stands as running and its process lives no more. A run holds the lease of the
 * store it works on as `run <process>`, and for a moment between two stores none; a backfill holds one for a window at a
 * time, and an advisory lock as long as it lives.
 */
export const CUT_OFF = `r.status = 'RUNNING' and r.started_at < clock_timestamp() - interval '1 minute'
    and not exists (select from etl_admin.etl_lease l where l.host = r.host and l.holder = 'run ' || r.process_id
      and l.heartbeat_at > clock_timestamp() - interval '15 seconds')
    and not exists (select from (${HELD_BACKFILLS}) b where b.id = r.arguments ->> 'backfill')`;
