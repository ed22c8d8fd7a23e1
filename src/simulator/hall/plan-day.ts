import { type HallDay, rngFor } from './hall-day.ts';
import type { Rng } from './rng.ts';
import { at, type ChanceKind } from './state.ts';
import { DAY, HOUR, MINUTE, type Seconds } from './time.ts';
import { type PlannedVisit, planVisit, verifyCoupon } from './visit.ts';

/** How busy each hour of a business day is, from 08:00 on; the night shift is thin but never empty. */
const HOURS = [1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 8, 10, 12, 13, 13, 12, 10, 8, 6, 4, 3, 2, 1.5, 1.5];
const FIRST_WEEK_DAYS = 5;
/** A last quarter of an hour in which nobody starts, so that what follows a start is not over the cut before it began. */
const LAST_START = DAY - 10 * MINUTE;

/** Puts everything that will happen today into the day's queue, except what follows from other things. */
export function planDay(day: HallDay): void {
  const rng = rngFor(day, 2, 0);
  const weekday = (day.number + 4) % 7;
  const busy = [1.25, 0.85, 0.85, 0.9, 0.95, 1.15, 1.3][weekday] ?? 1;
  planVisits(day, rng.around(day.profile.visitsPerDay * busy), rng);
  const age = day.number - day.profile.openingDay;
  day.schedule({ kind: 'purchase', at: day.start + (age === 0 ? 5 : 90) * MINUTE, number: 0 });
  if (age % 3 === 2) day.schedule({ kind: 'stock-take', at: day.start + HOUR + 7 * MINUTE, number: 0 });
  const scale = day.profile.visitsPerDay / 140;
  const happenings: readonly (readonly [ChanceKind, number])[] = [
    ['counter-sale', 22],
    ['recharge', age < FIRST_WEEK_DAYS ? 30 : 9],
    ['join', 2],
    ['member-change', 1],
    ['transfer', 0.5],
    ['balance-adjustment', 0.8],
    ['stock-loss', 1.2],
  ];
  for (const [kind, mean] of happenings) scheduleMany(day, kind, rng.around(mean * scale), rng);
  for (let count = rng.around(2 * scale); count > 0; count--) revokedCoupon(day, rng);
}

function scheduleMany(day: HallDay, kind: ChanceKind, count: number, rng: Rng): void {
  for (let number = 0; number < count; number++) day.schedule({ kind, at: momentOf(day, rng), number });
}

function momentOf(day: HallDay, rng: Rng): Seconds {
  const moment = rng.weighted(HOURS) * HOUR + rng.int(0, 3599);
  return day.start + Math.min(moment, LAST_START);
}

function planVisits(day: HallDay, count: number, rng: Rng): void {
  const starts = Array.from({ length: count }, () => momentOf(day, rng)).sort((left, right) => left - right);
  for (const [number, start] of starts.entries()) {
    const visit = planVisit(day, number, start, rngFor(day, 10, number));
    if (visit !== undefined) scheduleVisit(day, visit);
  }
}

function scheduleVisit(day: HallDay, visit: PlannedVisit): void {
  day.schedule({ kind: 'checkout', at: visit.payAt, visit });
  for (const service of visit.services) {
    if (service.voided !== null) day.schedule({ kind: 'void', at: service.start + 16 * MINUTE, visit, service });
  }
}

/** A guest has a coupon verified and then leaves: verified and later revoked, never used. */
function revokedCoupon(day: HallDay, rng: Rng): void {
  const packages = day.state.packages.filter((each) => each.grouponType === 1);
  const table = at(day.state.tables, rng.int(0, day.state.tables.length - 1)).ref;
  const when = momentOf(day, rng);
  verifyCoupon(day, { when, table, package: rng.pick(packages), channel: rng.pick([1, 2, 3]), used: null }, rng);
}
