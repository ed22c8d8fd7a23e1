import { ConfigError } from '../../base/errors.ts';
import type { ExactRecord, HallSource, RowQuery, StoreDayTruth, WallTime } from '../hall-source.ts';
import { addToRanges, renderStockSummary, type StockRange } from '../payloads/goods-stock-summary.ts';
import type { EventPayload, SnapshotPayload, View } from '../payloads/payload.ts';
import { EVENT_PAYLOADS, SNAPSHOT_PAYLOADS, TICKET_PAYLOAD } from '../payloads/payloads.ts';
import type { Fact } from './facts.ts';
import { indexOfSite, MAX_STORES, secondOf, siteIdOf } from './ids.ts';
import { Lru } from './lru.ts';
import { at } from './state.ts';
import { businessDayOf, type Seconds, startOfBusinessDay, toDayNumber, toSeconds } from './time.ts';
import { type RecordedDay, Timelines } from './timeline.ts';
import { renderFigures } from './truth.ts';

export interface HallsOptions {
  /** Any whole number; the same seed gives the same halls everywhere. */
  readonly seed: number;
  readonly storeCount: number;
  /** First business date of every store, `YYYY-MM-DD`. */
  readonly openingDate: string;
  /** Usual number of visits a day of the first store (the others differ by up to 15 %); 140 unless given. */
  readonly visitsPerDay?: number;
}

/** The halls of a brand: addressable by the thousand, played only where somebody looks. */
export function createHalls(options: HallsOptions): HallSource {
  return new Halls(options);
}

interface Window {
  readonly index: number;
  readonly view: View;
  readonly from: Seconds;
  /** First second that is not shown: the end asked for, or the second after the present. */
  readonly to: Seconds;
}

const COUNTED_DAYS = 20_000;

class Halls implements HallSource {
  readonly storeCount: number;
  readonly openingDate: string;
  private readonly timelines: Timelines;
  /** Rows of whole days, by endpoint: lets a page far down a long window skip days without playing them. */
  private readonly counts = new Lru<ReadonlyMap<string, number>>(COUNTED_DAYS);

  constructor({ seed, storeCount, openingDate, visitsPerDay = 140 }: HallsOptions) {
    if (storeCount < 1 || storeCount > MAX_STORES) {
      const why = 'ids are distinct only for so many';
      throw new ConfigError('BAD_NUMBER', `${storeCount} simulated stores: give 1 to ${MAX_STORES} (${why})`);
    }
    toDayNumber(openingDate);
    this.storeCount = storeCount;
    this.openingDate = openingDate;
    this.timelines = new Timelines({ seed, openingDate, visitsPerDay });
  }

  siteIdAt(index: number): string {
    return String(siteIdOf(index));
  }

  indexOf(siteId: string): number {
    if (!/^\d{1,19}$/.test(siteId)) return -1;
    const index = indexOfSite(BigInt(siteId));
    return index < this.storeCount ? index : -1;
  }

  count(query: RowQuery): number {
    const snapshot = SNAPSHOT_PAYLOADS.get(query.table);
    if (snapshot !== undefined) return snapshot.count(this.stateOf(query));
    if (query.table === 'goods_stock_summary') return this.stateOf(query).goods.length;
    if (query.table === 'settlement_ticket_details') return this.ticket(query).length;
    const payload = eventPayloadOf(query.table);
    const window = this.windowOf(query);
    let total = 0;
    for (const number of this.daysOf(window)) total += this.countDay(query.table, payload, window, number);
    return total;
  }

  rows(query: RowQuery, offset: number, limit: number): ExactRecord[] {
    const snapshot = SNAPSHOT_PAYLOADS.get(query.table);
    if (snapshot !== undefined) return this.snapshotRows(query, snapshot, offset, limit);
    if (query.table === 'goods_stock_summary') return this.stockSummary(query).slice(offset, offset + limit);
    if (query.table === 'settlement_ticket_details') return this.ticket(query).slice(offset, offset + limit);
    return this.eventRows(query, eventPayloadOf(query.table), offset, limit);
  }

  truth(siteId: string, businessDate: string, asOf: WallTime): StoreDayTruth {
    const index = this.requiredIndex(siteId);
    const number = toDayNumber(businessDate);
    const profile = this.timelines.profile(index);
    if (number < profile.openingDay) return { siteId, businessDate, figures: renderFigures({}, [], 0) };
    const { opening, postings } = this.timelines.day(index, number);
    return { siteId, businessDate, figures: renderFigures(opening, postings, toSeconds(asOf)) };
  }

  private snapshotRows(query: RowQuery, payload: SnapshotPayload, offset: number, limit: number): ExactRecord[] {
    const state = this.stateOf(query);
    const view = this.viewOf(query);
    const rows: ExactRecord[] = [];
    const end = Math.min(payload.count(state), offset + limit);
    for (let index = offset; index < end; index++) rows.push(payload.render(state, index, view));
    return rows;
  }

  private eventRows(query: RowQuery, payload: EventPayload, offset: number, limit: number): ExactRecord[] {
    const window = this.windowOf(query);
    const rows: ExactRecord[] = [];
    let skip = offset;
    for (const number of this.daysOf(window)) {
      const count = this.countDay(query.table, payload, window, number);
      if (skip >= count) {
        skip -= count;
        continue;
      }
      const { facts } = this.timelines.day(window.index, number);
      const places = visiblePlaces(payload.facts(facts), window);
      // Places rise with the id; upstream shows the newest first.
      for (let place = places.length - 1 - skip; place >= 0 && rows.length < limit; place--) {
        rows.push(payload.render(facts, at(places, place), window.view));
      }
      skip = 0;
      if (rows.length >= limit) break;
    }
    return rows;
  }

  private countDay(table: string, payload: EventPayload, window: Window, number: number): number {
    const whole = startOfBusinessDay(number) >= window.from && startOfBusinessDay(number + 1) <= window.to;
    const key = `${window.index}/${number}`;
    const known = whole ? this.counts.get(key)?.get(table) : undefined;
    if (known !== undefined) return known;
    const day = this.timelines.day(window.index, number);
    if (!whole) return visiblePlaces(payload.facts(day.facts), window).length;
    const counts = countsOf(day);
    this.counts.set(key, counts);
    return counts.get(table) ?? 0;
  }

  /** The business days of a window, the latest first. */
  private *daysOf({ index, from, to }: Window): Generator<number> {
    const first = Math.max(businessDayOf(from), this.timelines.profile(index).openingDay);
    for (let number = businessDayOf(to - 1); number >= first; number--) yield number;
  }

  private ticket(query: RowQuery): ExactRecord[] {
    const index = this.requiredIndex(query.siteId);
    const id = query.id === undefined || !/^\d{1,18}$/.test(query.id) ? 0n : BigInt(query.id);
    const number = businessDayOf(secondOf(id));
    const view = this.viewOf(query);
    // A head is numbered on the business day of its payment, so the id says where to look.
    const played = number >= this.timelines.profile(index).openingDay && number <= businessDayOf(view.asOf);
    if (!played) return [];
    const { facts } = this.timelines.day(index, number);
    const place = facts.settlements.findIndex((settlement) => settlement.id === id && settlement.at <= view.asOf);
    return place < 0 ? [] : [TICKET_PAYLOAD.render(facts, place, view)];
  }

  private stockSummary(query: RowQuery): ExactRecord[] {
    const window = this.windowOf(query);
    const ranges = new Map<bigint, StockRange>();
    const inWindow = (when: Seconds): boolean => when >= window.from && when < window.to;
    for (const number of this.daysOf(window)) {
      addToRanges(ranges, this.timelines.day(window.index, number).facts, inWindow);
    }
    const before = this.timelines.stateAsOf(window.index, window.from - 1);
    const now = this.stateOf(query);
    return now.goods
      .map((goods, index) => renderStockSummary(goods, at(before.goods, index).stock, ranges.get(goods.ref.id)))
      .reverse();
  }

  private stateOf(query: RowQuery): ReturnType<Timelines['stateAsOf']> {
    return this.timelines.stateAsOf(this.requiredIndex(query.siteId), toSeconds(query.asOf));
  }

  private viewOf(query: RowQuery): View {
    return { profile: this.timelines.profile(this.requiredIndex(query.siteId)), asOf: toSeconds(query.asOf) };
  }

  private windowOf(query: RowQuery): Window {
    const index = this.requiredIndex(query.siteId);
    const view = this.viewOf(query);
    const opening = startOfBusinessDay(view.profile.openingDay);
    const from = query.from === undefined ? opening : toSeconds(query.from);
    const to = query.to === undefined ? view.asOf + 1 : Math.min(toSeconds(query.to), view.asOf + 1);
    return { index, view, from, to };
  }

  private requiredIndex(siteId: string): number {
    const index = this.indexOf(siteId);
    if (index < 0)
      throw new Error(`there is no store ${JSON.stringify(siteId)} among the ${this.storeCount} simulated`);
    return index;
  }
}

function eventPayloadOf(table: string): EventPayload {
  const payload = EVENT_PAYLOADS.get(table);
  if (payload === undefined) throw new Error(`the simulator has no endpoint for the table ${JSON.stringify(table)}`);
  return payload;
}

function visiblePlaces(facts: readonly Fact[], { from, to }: Window): number[] {
  const places: number[] = [];
  for (const [place, fact] of facts.entries()) {
    if (fact.at >= from && fact.at < to) places.push(place);
  }
  return places;
}

function countsOf(day: RecordedDay): ReadonlyMap<string, number> {
  return new Map([...EVENT_PAYLOADS].map(([table, payload]) => [table, payload.facts(day.facts).length]));
}
