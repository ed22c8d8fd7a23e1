import type { Pace, Turn } from '../../api/client.ts';
import type { Clock } from '../../base/clock.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

/** Upstream counts what arrives within a second; no two clocks run alike, and timers may be a little early. */
const WINDOW_MS = 1_000;
const SLACK_MS = 10;
/** A slot of a process that died is free again after this; a request that is on its way has long arrived by then. */
const HELD_MS = 30_000;
/** Who finds no slot looks again so soon. One that is given back rests longer than that, so nothing is lost by it. */
const LOOK_MS = 250;

const MAKE = `insert into etl_admin.etl_pace_slot (credential, slot)
select $credential, generate_series(1, $slots::int) on conflict do nothing`;

/** Takes the slot that has rested longest, or will have first, and says how long that is to wait for. */
const TAKE = `with t as materialized (
  select f.slot, greatest(f.usable_at, clock_timestamp(),
    (select p.paused_until from etl_admin.etl_pace p where p.credential = $credential)) as at
  from etl_admin.etl_pace_slot f
  where f.credential = $credential and f.slot <= $slots::int and (f.held_until is null or f.held_until < clock_timestamp())
  order by f.usable_at limit 1 for update skip locked
)
update etl_admin.etl_pace_slot s set usable_at = t.at, held_until = t.at + $held::interval from t
where s.credential = $credential and s.slot = t.slot
returning s.slot, s.held_until::text, ceil(extract(epoch from s.usable_at - clock_timestamp()) * 1000)::int as wait_ms`;

/** Whoever kept a slot too long finds it in other hands, and leaves it alone. */
const GIVE_BACK = `update etl_admin.etl_pace_slot set usable_at = clock_timestamp() + $rest::interval, held_until = null
where credential = $credential and slot = $slot::int and held_until = $heldUntil::timestamptz`;

const PAUSE = `insert into etl_admin.etl_pace as p (credential, paused_until) values ($credential, $until)
on conflict (credential) do update set paused_until = greatest(p.paused_until, excluded.paused_until)`;

interface Taken {
  readonly slot: number;
  readonly held_until: string;
  readonly wait_ms: number;
}

/**
 * Turns for one credential, no more than `perSecond` of them in any second, whatever happens to requests on their way: each
 * holds a slot until it is answered, and the slot rests for a second after that. A turn costs two round trips. Give it a
 * pool that the work does not exhaust.
 */
export function createSharedPace(
  pool: Pool,
  clock: Clock,
  { credential, perSecond }: { readonly credential: string; readonly perSecond: number },
): Pace {
  const slots = Math.max(1, Math.floor(perSecond));
  const rest = `${Math.max(WINDOW_MS, WINDOW_MS / perSecond) + SLACK_MS} milliseconds`;
  const taking = statement(TAKE, { credential, slots, held: `${HELD_MS} milliseconds` });
  let areMade = false;

  const take = async (signal: AbortSignal | undefined): Promise<Taken> => {
    for (;;) {
      const [taken] = (await pool.query<Taken>(taking)).rows;
      if (taken !== undefined) return taken;
      await clock.sleep(LOOK_MS, signal);
    }
  };

  const giveBack = async ({ slot, held_until: heldUntil }: Taken): Promise<void> => {
    // Where this fails the slot is free a little later.
    await pool.query(statement(GIVE_BACK, { credential, slot, heldUntil, rest })).catch(() => undefined);
  };

  return {
    async turn(signal): Promise<Turn> {
      if (!areMade) await pool.query(statement(MAKE, { credential, slots }));
      areMade = true;
      const taken = await take(signal);
      const end = (): Promise<void> => giveBack(taken);
      try {
        if (taken.wait_ms > 0) await clock.sleep(taken.wait_ms, signal);
      } catch (error) {
        await end();
        throw error;
      }
      return { end };
    },
    async pauseUntil(until) {
      await pool.query(statement(PAUSE, { credential, until }));
    },
  };
}
