import type { Pace } from '../../api/client.ts';
import type { Clock } from '../../base/clock.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

/**
 * Requests are this much further apart than the limit says: they arrive with a little delay, and two that were sent a tenth
 * of a second apart must not count as one too many in the same second.
 */
const MARGIN = 1.1;

/** The clock is read behind the lock of the row, so that two who ask at once get two turns. */
const RESERVE = `insert into etl_admin.etl_pace as p (credential, next_at)
values ($credential, clock_timestamp() + $gap::interval)
on conflict (credential) do update
set next_at = greatest(p.next_at, p.paused_until, clock_timestamp()) + $gap::interval
returning ceil(extract(epoch from next_at - $gap::interval - clock_timestamp()) * 1000)::int as wait_ms`;

const PAUSE = `insert into etl_admin.etl_pace as p (credential, next_at, paused_until) values ($credential, clock_timestamp(), $until)
on conflict (credential) do update set paused_until = greatest(p.paused_until, excluded.paused_until)`;

/**
 * Turns for one credential, `perSecond` of them, handed out by PostgreSQL in the order in which they are asked for. A turn
 * costs a round trip. Give it a pool that the work does not exhaust.
 */
export function createSharedPace(
  pool: Pool,
  clock: Clock,
  { credential, perSecond }: { readonly credential: string; readonly perSecond: number },
): Pace {
  const gap = `${(MARGIN * 1000) / perSecond} milliseconds`;
  return {
    async turn(signal) {
      const { rows } = await pool.query<{ wait_ms: number }>(statement(RESERVE, { credential, gap }));
      const waitMs = rows[0]?.wait_ms ?? 0;
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
    async pauseUntil(until) {
      await pool.query(statement(PAUSE, { credential, until }));
    },
  };
}
