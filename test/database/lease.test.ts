import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { toSiteId } from '../../src/base/ids.ts';
import type { Client } from '../../src/database/connection.ts';
import {
  type AcquireLeaseOptions,
  acquireLease,
  type Lease,
  type LeaseHolder,
  type LeaseTimings,
} from '../../src/database/lease.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('lease');
const QUICK: LeaseTimings = { heartbeatMs: 20, takeoverMs: 150 };
/** A holder whose heart never beats within a test: paused, swapped out, cut off. */
const SILENT: LeaseTimings = { heartbeatMs: 600_000, takeoverMs: 150 };
const first = { name: 'run A', host: 'desk-1' };
const second = { name: 'run B', host: 'desk-2' };

let nextSite = 9007199254740993n;
let site = toSiteId(String(nextSite));

beforeEach(async () => {
  nextSite += 1n;
  site = toSiteId(String(nextSite));
  await database.pool.query('create table if not exists written (site_id bigint, by text)');
});

function acquire(holder: LeaseHolder, options: Partial<AcquireLeaseOptions> = {}): Promise<Lease> {
  return acquireLease(database.pool, site, holder, { clock: systemClock, timings: QUICK, ...options });
}

function write(lease: Lease, by: string): Promise<unknown> {
  return withTransaction(database.pool, async (client) => {
    await lease.assertHeld(client);
    await client.query('insert into written values ($1, $2)', [site, by]);
  });
}

async function writers(): Promise<string[]> {
  const { rows } = await database.pool.query<{ by: string }>('select by from written where site_id = $1 order by by', [
    site,
  ]);
  return rows.map((row) => row.by);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await systemClock.sleep(10);
}

test('a held store is refused with holder, host, time and progress; a released one is given', async () => {
  const lease = await acquire(first);
  lease.setProgress('window 3 of 7');
  await until(
    async () =>
      (await database.pool.query(`select from etl_admin.etl_lease where site_id = $1 and progress <> ''`, [site]))
        .rowCount === 1,
  );
  await expect(acquire(second)).rejects.toMatchObject({
    name: 'LockedError',
    code: 'LEASE_HELD',
    message: expect.stringMatching(new RegExp(`store ${site} .*run A on desk-1 since 20\\d\\d-.*Z .*window 3 of 7`)),
  });
  await lease.release();
  const next = await acquire(second);
  expect(BigInt(next.token)).toBeGreaterThan(BigInt(lease.token));
  await next.release();
});

test('stores are independent of each other', async () => {
  await using mine = await acquire(first);
  site = toSiteId(String(nextSite + 1_000_000n));
  await using theirs = await acquire(second);
  expect(mine.siteId).not.toBe(theirs.siteId);
});

test('of many that ask at once exactly one gets it', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => acquire({ name: `run ${index}`, host: 'desk' })),
  );
  const won = outcomes.filter((one) => one.status === 'fulfilled');
  expect(won).toHaveLength(1);
  for (const one of outcomes) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'LEASE_HELD' });
  await won[0]?.value.release();
});

test('one that waits gets the store when it is released', async () => {
  const lease = await acquire(first);
  const waiting = acquire(second, { waitMs: 20_000 });
  await lease.release();
  const next = await waiting;
  expect(BigInt(next.token)).toBe(BigInt(lease.token) + 1n);
  await next.release();
});

test('waiting ends when the user cancels', async () => {
  await using lease = await acquire(first);
  const stop = new AbortController();
  const waiting = acquire(second, { waitMs: 60_000, signal: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'Cancelled' });
  expect(lease.signal.aborted).toBe(false);
});

test('a beating heart keeps the store beyond the takeover time', async () => {
  await using lease = await acquire(first);
  await systemClock.sleep(3 * QUICK.takeoverMs);
  await expect(acquire(second)).rejects.toMatchObject({ code: 'LEASE_HELD' });
  await write(lease, 'A');
  expect(await writers()).toEqual(['A']);
});

test('a silent holder is replaced, and once revived can write nothing', async () => {
  const silent = await acquire(first, { timings: SILENT });
  await write(silent, 'A');
  const reports: string[] = [];
  const next = await acquire(second, { waitMs: 20_000, report: (line) => reports.push(line) });
  expect(reports.join()).toMatch(/from run A on desk-1, silent for/);
  await expect(write(silent, 'A again')).rejects.toMatchObject({ name: 'LockedError', code: 'LEASE_LOST' });
  await write(next, 'B');
  expect(await writers()).toEqual(['A', 'B']);
  await silent.release();
  await write(next, 'B still');
  await next.release();
});

test('a holder learns of its replacement at its next heartbeat', async () => {
  const holder = await acquire(first);
  await database.pool.query(`update etl_admin.etl_lease set token = token + 1, holder = 'run B' where site_id = $1`, [
    site,
  ]);
  await until(async () => holder.signal.aborted);
  expect(holder.signal.reason).toMatchObject({ code: 'LEASE_LOST' });
  await holder.release();
});

test('heartbeats go on during a long write transaction, so a busy holder does not look dead', async () => {
  await using lease = await acquire(first);
  await withTransaction(database.pool, async (client) => {
    await lease.assertHeld(client);
    await systemClock.sleep(3 * QUICK.takeoverMs);
    const beats = 'select heartbeat_at > now() as during_this_transaction from etl_admin.etl_lease where site_id = $1';
    expect((await client.query(beats, [site])).rows).toEqual([{ during_this_transaction: true }]);
    await expect(acquire(second)).rejects.toMatchObject({ code: 'LEASE_HELD' });
    await client.query('insert into written values ($1, $2)', [site, 'A']);
  });
  expect(await writers()).toEqual(['A']);
});

test('a takeover waits for the write transaction of a silent holder that is still open', async () => {
  const silent = await acquire(first, { timings: SILENT });
  let takeover: Promise<Lease> | undefined;
  await withTransaction(database.pool, async (client) => {
    await silent.assertHeld(client);
    await systemClock.sleep(2 * SILENT.takeoverMs);
    takeover = acquire(second, { waitMs: 20_000 });
    const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(async () => (await database.pool.query(blocked)).rowCount === 1);
    await client.query('insert into written values ($1, $2)', [site, 'A']);
  });
  const next = await takeover;
  expect(await writers()).toEqual(['A']);
  await expect(write(silent, 'A late')).rejects.toMatchObject({ code: 'LEASE_LOST' });
  await silent.release();
  await next?.release();
});

test('a dead machine’s open transaction is noticed in seconds, not by the two hours of the operating system', async () => {
  await using lease = await acquire(first);
  const idle = async (client: Client): Promise<unknown> => (await client.query('show tcp_keepalives_idle')).rows[0];
  const inside = await withTransaction(database.pool, async (client) => {
    await lease.assertHeld(client);
    return idle(client);
  });
  expect(inside).toEqual({ tcp_keepalives_idle: '15' });
});

test('a database that is away for some heartbeats does not end the lease', async () => {
  const reports: string[] = [];
  await using lease = await acquire(first, { report: (line) => reports.push(line) });
  await database.pool.query('alter table etl_admin.etl_lease rename to away');
  await until(async () => reports.some((line) => line.includes('heartbeat')));
  await database.pool.query('alter table etl_admin.away rename to etl_lease');
  await write(lease, 'A');
  expect(await writers()).toEqual(['A']);
});

test('a store that cannot be given back is reported, and does not hide the error that ended the run', async () => {
  const reports: string[] = [];
  const lease = await acquire(first, { timings: SILENT, report: (line) => reports.push(line) });
  await database.pool.query('alter table etl_admin.etl_lease rename to away');
  await lease.release();
  await database.pool.query('alter table etl_admin.away rename to etl_lease');
  expect(reports.join()).toContain(`store ${site} could not be given back`);
});

describe('a backfill', () => {
  const backfill = { name: 'backfill 3', host: 'desk-3', lane: 'backfill' } as const;

  test('is waited for by live work that was told not to wait, because it gives the store back after each window', async () => {
    const held = await acquire(backfill);
    const live = acquire(first);
    await systemClock.sleep(60);
    await held.release();
    const lease = await live;
    expect(BigInt(lease.token)).toBeGreaterThan(BigInt(held.token));
    await lease.release();
  });

  test('keeps away from a free store that live work is waiting for', async () => {
    const held = await acquire(backfill);
    const live = acquire(first);
    await until(
      async () =>
        (
          await database.pool.query('select from etl_admin.etl_lease where site_id = $1 and wanted_at is not null', [
            site,
          ])
        ).rowCount === 1,
    );
    await held.release();
    // Asked at the same moment, and often enough to be quicker than live work, which looks every 20 ms.
    await expect(acquire(backfill)).rejects.toMatchObject({ code: 'LEASE_HELD' });
    const lease = await live;
    await lease.release();
    await (await acquire(backfill)).release();
  });

  test('is not waited for by another backfill beyond what that allows', async () => {
    await using _held = await acquire(backfill);
    const started = performance.now();
    await expect(acquire({ ...backfill, name: 'backfill 4' }, { waitMs: 40 })).rejects.toMatchObject({
      code: 'LEASE_HELD',
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
