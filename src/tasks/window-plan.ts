import type { Window } from '../api/archive/walk.ts';
import { addDays, addToLocalTime, type LocalTime } from '../base/local-time.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { businessDateOf, windowOfDay } from './store-days.ts';
import type { Store, WindowRules } from './task.ts';

/** Days read on the first run of a store that has no HISTORY_FROM. */
export const DEFAULT_HISTORY_DAYS = 7;

/** Where reading starts when nothing has been read yet: the store's history start, or the last seven business days. */
export function historyStart(store: Store, upperBound: LocalTime): LocalTime {
  if (store.historyFrom !== null) return windowOfDay(store, store.historyFrom).from;
  return windowOfDay(store, addDays(businessDateOf(store, upperBound), -DEFAULT_HISTORY_DAYS)).from;
}

/** How much of an endpoint has been read completely. */
export interface ReadSoFar {
  /** End of the contiguous range; null before the first window. */
  readonly cursor: LocalTime | null;
  /** Start of the oldest window; null before the first one. */
  readonly since: LocalTime | null;
}

/**
 * The windows a task reads: from the asked range, else from its cursor less the overlap (or the days to be read again),
 * else from the history start, up to the shared upper bound, in pieces no longer than allowed. Reports are read in whole
 * closed business days.
 */
export function planWindows(
  endpoint: Pick<Endpoint, 'report'>,
  store: Store,
  rules: WindowRules,
  soFar: ReadSoFar,
): Window[] {
  const to = earlier(rules.to ?? rules.upperBound, rules.upperBound);
  const from = rules.from ?? resumeFrom(endpoint, store, rules, soFar);
  return endpoint.report ? businessDays(store, from, to) : pieces(from, to, rules.maxDays, store);
}

function resumeFrom(
  endpoint: Pick<Endpoint, 'report'>,
  store: Store,
  rules: WindowRules,
  { cursor, since }: ReadSoFar,
): LocalTime {
  if (cursor === null) return historyStart(store, rules.upperBound);
  // A report of a closed day is not asked again: it carries the stock of the moment of asking.
  if (endpoint.report) return cursor;
  const overlap = addToLocalTime(cursor, { seconds: -Math.round(rules.overlapHours * 3600) });
  if (rules.rereadDays === 0) return overlap;
  const ring = windowOfDay(store, addDays(businessDateOf(store, rules.upperBound), -rules.rereadDays)).from;
  // Reading again is not reading further back: more history is asked for by HISTORY_FROM or a backfill.
  return earlier(overlap, later(ring, since ?? ring));
}

/** [from, to) cut at business-day starts into pieces of at most `maxDays`. */
function pieces(from: LocalTime, to: LocalTime, maxDays: number, store: Store): Window[] {
  const windows: Window[] = [];
  let start = from;
  while (start < to) {
    const end = earlier(windowOfDay(store, addDays(businessDateOf(store, start), maxDays)).from, to);
    windows.push({ from: start, to: end });
    start = end;
  }
  return windows;
}

function businessDays(store: Store, from: LocalTime, to: LocalTime): Window[] {
  const windows: Window[] = [];
  for (let date = businessDateOf(store, from); ; date = addDays(date, 1)) {
    const day = windowOfDay(store, date);
    if (day.to > to) break;
    windows.push(day);
  }
  return windows;
}

const earlier = (a: LocalTime, b: LocalTime): LocalTime => (a < b ? a : b);
const later = (a: LocalTime, b: LocalTime): LocalTime => (a > b ? a : b);
