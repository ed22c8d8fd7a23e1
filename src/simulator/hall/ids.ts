import { HOUR, type Seconds, toSeconds, ZONE_OFFSET } from './time.ts';

/**
 * Upstream ids: (milliseconds since 2020-02-20 02:20:02.020 UTC) << 14 | worker << 6 | sequence.
 *
 * A store owns one worker number and 20 of a second's 1000 milliseconds, so 12,800 stores never meet; a store has 1,280
 * ids a second for all its tables together, which is why one counter is enough and ids are unique across tables.
 */
const EPOCH_MS = Date.UTC(2020, 1, 20, 2, 20, 2, 20);
const WORKERS = 256;
const MS_PER_STORE = 20;
const SLOTS = 1000 / MS_PER_STORE;
const SEQUENCES = 64;
const IDS_PER_SECOND = MS_PER_STORE * SEQUENCES;

/** Number of stores whose ids are sure to be distinct. */
export const MAX_STORES = WORKERS * SLOTS;

const SITE_BASE = toSeconds('2023-05-01 10:00:00');
const ORG_BASE = toSeconds('2023-04-01 10:00:00');
const TENANT_BASE = toSeconds('2022-05-01 10:00:00');

/** The id of one moment, worker and sequence; `ms` is the millisecond within the second. */
export function snowflake(second: Seconds, ms: number, worker: number, sequence: number): bigint {
  const elapsed = (second - ZONE_OFFSET) * 1000 + ms - EPOCH_MS;
  return (BigInt(elapsed) << 14n) | BigInt((worker << 6) | sequence);
}

/** The wall-clock second encoded in an id. */
export function secondOf(id: bigint): Seconds {
  return Math.floor((Number(id >> 14n) + EPOCH_MS) / 1000) + ZONE_OFFSET;
}

/** Ids of things of the brand, the same for all its stores. */
export function tenantThing(number: number): bigint {
  return snowflake(TENANT_BASE + number, 0, 0, 5);
}

/** The id of a store, computed from its index. */
export function siteIdOf(index: number): bigint {
  return snowflake(SITE_BASE + index, 500, 1, 5);
}

/** The organisation a store belongs to. */
export function orgIdOf(index: number): bigint {
  return snowflake(ORG_BASE + index, 500, 1, 5);
}

/** Index of the store with this id, or -1 when no store can have it. */
export function indexOfSite(id: bigint): number {
  const index = secondOf(id) - SITE_BASE;
  return index >= 0 && siteIdOf(index) === id ? index : -1;
}

/** Hands out the ids of one store. Ids of one second rise in the order they are asked for. */
export class IdMaker {
  private readonly worker: number;
  private readonly firstMs: number;
  private readonly used: Map<Seconds, number>;

  constructor(storeIndex: number, used: ReadonlyMap<Seconds, number> = new Map()) {
    this.worker = storeIndex % WORKERS;
    this.firstMs = (Math.floor(storeIndex / WORKERS) % SLOTS) * MS_PER_STORE;
    this.used = new Map(used);
  }

  at(second: Seconds): bigint {
    const count = this.used.get(second) ?? 0;
    if (count >= IDS_PER_SECOND) throw new Error(`a store cannot make more than ${IDS_PER_SECOND} ids in one second`);
    this.used.set(second, count + 1);
    return snowflake(second, this.firstMs + Math.floor(count / SEQUENCES), this.worker, count % SEQUENCES);
  }

  /** What must be remembered over the start of a day: ids may be made for moments shortly before it. */
  recentlyUsed(dayStart: Seconds): ReadonlyMap<Seconds, number> {
    return new Map([...this.used].filter(([second]) => second >= dayStart - HOUR));
  }
}
