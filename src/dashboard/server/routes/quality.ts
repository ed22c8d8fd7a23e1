import { z } from 'zod';
import { RequestRefused } from '../../../base/errors.ts';
import type { SiteId } from '../../../base/ids.ts';
import { addDays, atHour, toInstant } from '../../../base/local-time.ts';
import { loadStores } from '../../../orchestration/stores.ts';
import { findCheck } from '../../../quality/select-checks.ts';
import { addSnooze, endSnoozes, listSnoozes, type Snooze } from '../../../quality/snoozes.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { CheckAnswer, ShownSnooze } from '../../api/quality.ts';
import { isAtLeast } from '../../api/roles.ts';
import { DATE, REASON, STORE, sitesOf } from '../input.ts';
import { nameOfFamily, nameOfOwner, nameOfSeverity } from '../names.ts';
import type { DashboardPlace } from '../place.ts';
import { type CheckedStore, readFamilies, readLastSql, readStandings } from '../queries/quality.ts';
import { readStores } from '../queries/stores.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const CHECK_ID = z.string().min(1).max(120);
const CHECK_IN_STORE = z.object({ id: CHECK_ID, store: STORE });
const SNOOZE = CHECK_IN_STORE.extend({
  reason: REASON,
  until: DATE,
});

export const qualityRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/quality',
    access: 'viewer',
    input: z.object({ store: STORE }),
    handle: ({ input, place, read }) =>
      read(async (db) => {
        const snoozes = await listSnoozes(db, place.clock.now());
        return { families: await readFamilies(db, await storesOf(db, input.store), snoozes) };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/quality/check',
    access: 'viewer',
    input: CHECK_IN_STORE,
    handle: readCheck,
  }),
  defineRoute({
    method: 'POST',
    path: '/quality/snooze',
    action: 'check.snooze',
    access: 'operator',
    input: SNOOZE,
    handle: snooze,
  }),
  defineRoute({
    method: 'POST',
    path: '/quality/wake',
    action: 'check.wake',
    access: 'operator',
    input: CHECK_IN_STORE,
    handle: wake,
  }),
];

async function storesOf(db: Queryable, store: string): Promise<readonly CheckedStore[]> {
  const sites = await sitesOf(db, store);
  const { stores } = await readStores(db);
  return stores.filter(({ siteId }) => sites === null || sites.includes(siteId));
}

function readCheck({
  input,
  place,
  session,
  read,
}: RouteRequest<z.output<typeof CHECK_IN_STORE>>): Promise<CheckAnswer> {
  const check = findCheck(input.id);
  const { id, zh, en, fix, reads, tolerance = null, sql, severity, owner, family, blocking } = check;
  return read(async (db) => {
    const stores = await storesOf(db, input.store);
    const siteIds = stores.map(({ siteId }) => siteId);
    const snoozes = await listSnoozes(db, place.clock.now());
    return {
      id,
      zh,
      en,
      family: nameOfFamily(family),
      severity: nameOfSeverity(severity),
      owner: nameOfOwner(owner),
      isBlocking: blocking,
      fix,
      reads,
      tolerance,
      keyOf: check.keyOf,
      sql: (await readLastSql(db, id, siteIds)) ?? sql,
      standing: await readStandings(db, check, stores, snoozes),
      snoozes: snoozes.filter((one) => isShown(one, id, siteIds)).map(toShown),
      mayAct: isAtLeast(session.role, 'operator'),
    };
  });
}

function isShown({ checkId, siteId }: Snooze, id: string, siteIds: readonly string[]): boolean {
  return checkId === id && (siteId === null || siteIds.includes(siteId));
}

function toShown({ siteId, reason, until, createdBy }: Snooze): ShownSnooze {
  return { siteId, reason, until, by: createdBy };
}

/** Up to the end of a day. `all` of a user who sees some stores means these, not those they cannot see. */
async function snooze({
  input,
  place,
  session,
  read,
}: RouteRequest<z.output<typeof SNOOZE>>): Promise<{ readonly until: string }> {
  const { id: checkId } = findCheck(input.id);
  const siteIds = await read((db) => concerned(db, input.store, session.siteIds));
  const now = place.clock.now();
  const until = toInstant(atHour(addDays(input.until, 1)), await timezoneOf(place, siteIds));
  if (until <= now) {
    throw new RequestRefused(400, 'BAD_DATE', {
      zh: `${input.until} 已经过去，请填一个还没到的日子`,
      en: `${input.until} is over: give a day that is still to come`,
    });
  }
  const { reason } = input;
  await addSnooze(place.controlPool, { checkId, siteIds, reason, until, now, createdBy: session.user });
  return { until: until.toISOString() };
}

async function wake({
  input,
  place,
  session,
  read,
}: RouteRequest<z.output<typeof CHECK_IN_STORE>>): Promise<{ readonly ended: number }> {
  const { id: checkId } = findCheck(input.id);
  const siteIds = await read((db) => concerned(db, input.store, session.siteIds));
  const ended = await endSnoozes(place.controlPool, { checkId, siteIds, now: place.clock.now() });
  if (ended > 0) return { ended };
  throw new RequestRefused(409, 'NOT_SNOOZED', {
    zh: `${checkId} 在${siteIds === null ? '任何门店' : `门店 ${siteIds.join('、')} `}都没有静默；对全部门店的静默要对全部门店取消`,
    en: `nothing is snoozed for ${checkId} in ${siteIds?.join(', ') ?? 'any store'}: a snooze of all stores is ended for all stores`,
  });
}

/** The stores an action concerns: null for all there are, which only somebody who sees all can mean. */
async function concerned(
  db: Queryable,
  store: string,
  visible: readonly string[] | null,
): Promise<readonly SiteId[] | null> {
  const sites = (await sitesOf(db, store)) ?? visible;
  return sites as readonly SiteId[] | null;
}

async function timezoneOf(
  { controlPool, timezone }: DashboardPlace,
  siteIds: readonly string[] | null,
): Promise<string> {
  const [siteId] = siteIds ?? [];
  if (siteId === undefined) return timezone;
  return (await loadStores(controlPool, [siteId]))[0]?.timezone ?? timezone;
}
