import { chance } from '../chance.ts';
import type { DataRequest } from '../data-request.ts';
import { valueAt, withValueAt } from '../record-path.ts';
import { toWallTime, wallTimeMs } from '../simulated-time.ts';
import { stringifyWire, type WireRecord } from '../wire.ts';
import type { SwitchContext, SwitchDefinition } from './effects.ts';
import { isProtected, keyOf, siteIdPath } from './endpoint-facts.ts';

const emptyWindow: SwitchDefinition = {
  name: 'M-EMPTY-WINDOW',
  meaning: 'a busy endpoint answers an empty list with success',
  value: 'table',
  options: { days: 'dates; an answer about any of them is empty (all)' },
  touches: (endpoint) => endpoint.table === 'settlement_records',
  create(options) {
    const days = options.list('days');
    return {
      rows: (rows, { query }) =>
        days === undefined || days.some((day) => touchesDay(query.from, query.to, day)) ? [] : rows,
    };
  },
};

function touchesDay(from: string | undefined, to: string | undefined, day: string): boolean {
  return (from ?? '').slice(0, 10) <= day && (to ?? '9') > `${day} 00:00:00`;
}

const vanish: SwitchDefinition = {
  name: 'M-VANISH',
  meaning: 'rows are no longer there',
  value: 'share',
  options: { share: 'share of the rows (0.02)', ids: 'keys of the rows (instead of share)' },
  create(options, { seed }) {
    const share = options.share('share', 0.02);
    const ids = options.list('ids');
    return {
      rows: (rows, { endpoint }) =>
        rows.filter((row) => {
          const key = keyOf(row, endpoint);
          return ids === undefined ? chance(seed, 'vanish', endpoint.table, key) >= share : !ids.includes(key);
        }),
    };
  },
};

const lateArrival: SwitchDefinition = {
  name: 'M-LATE-ARRIVAL',
  meaning: 'a row appears hours after its event time',
  value: 'share',
  options: { share: 'share of the rows (0.05)', hours: 'delay (6)' },
  touches: (endpoint) => endpoint.mode === 'window' && endpoint.eventTime !== null,
  create(options, { seed }) {
    const share = options.share('share', 0.05);
    const hours = options.number('hours', 6);
    return {
      rows(rows, { endpoint, query }) {
        const latest = hoursBefore(query.asOf, hours);
        return rows.filter((row) => {
          if (eventTimeOf(row, endpoint.eventTime) <= latest) return true;
          return chance(seed, 'late', endpoint.table, keyOf(row, endpoint)) >= share;
        });
      },
    };
  },
};

/** The fields the contract says are edited afterwards, and what they show until then. */
const BEFORE_EDIT: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  settlement_records: { 'settleList.refundAmount': 0 },
  store_goods_sales_records: { returns_number: 0 },
  platform_coupon_redemption_records: { settlement_amount: 0, use_status: 1 },
  assistant_service_records: { is_trash: 0, trash_reason: '' },
  member_balance_changes: { refund_amount: 0 },
};

const lateEdit: SwitchDefinition = {
  name: 'M-LATE-EDIT',
  meaning: 'rows change hours after their window: what is edited later shows its earlier value until then',
  value: 'share',
  options: { share: 'share of the rows (0.1)', hours: 'delay (6)' },
  touches: (endpoint) => endpoint.table in BEFORE_EDIT,
  create(options, { seed }) {
    const share = options.share('share', 0.1);
    const hours = options.number('hours', 6);
    return {
      row(row, { endpoint, key, asOf }) {
        if (chance(seed, 'edit', endpoint.table, key) >= share) return row;
        if (eventTimeOf(row, endpoint.eventTime) <= hoursBefore(asOf, hours)) return row;
        return beforeEdit(row, endpoint);
      },
    };
  },
};

function beforeEdit(row: WireRecord, endpoint: DataRequest['endpoint']): WireRecord {
  let earlier = row;
  for (const [path, value] of Object.entries(BEFORE_EDIT[endpoint.table] ?? {})) {
    const now = valueAt(row, path);
    if (now !== undefined && stringifyWire(now) !== JSON.stringify(value)) earlier = withValueAt(earlier, path, value);
  }
  if (earlier !== row) return earlier;
  // Few rows have such an edit in their life; in the others a text is still empty, so that every chosen row changes.
  const text = endpoint.fields.findLast(
    ({ path, type }) => type === 'text' && !isProtected(endpoint, path) && (valueAt(row, path) ?? '') !== '',
  );
  return text === undefined ? row : withValueAt(row, text.path, '');
}

const otherSite: SwitchDefinition = {
  name: 'M-OTHER-SITE',
  meaning: 'rows of another store stand among the answer',
  value: 'share',
  options: { share: 'rows of the other store, as a share of the own ones (0.05; at least one)' },
  touches: (endpoint) => endpoint.mode === 'window' && siteIdPath(endpoint) !== undefined,
  create(options, context) {
    const share = options.share('share', 0.05);
    return {
      rows(rows, request) {
        const wanted = share === 0 ? 0 : Math.min(rows.length, Math.max(1, Math.floor(rows.length * share)));
        return mergeNewestFirst(rows, foreignRows(rows, wanted, request, context), request);
      },
    };
  },
};

function foreignRows(
  rows: readonly WireRecord[],
  wanted: number,
  request: DataRequest,
  { source }: SwitchContext,
): readonly WireRecord[] {
  if (source.storeCount > 1) {
    const other = source.siteIdAt((source.indexOf(request.query.siteId) + 1) % source.storeCount);
    return source.rows({ ...request.query, siteId: other }, 0, wanted);
  }
  // The only store there is: its rows, signed by a store that does not exist.
  const path = siteIdPath(request.endpoint) ?? 'site_id';
  const foreignId = BigInt(request.query.siteId) + 1n;
  return rows.slice(0, wanted).map((row) => {
    const key = valueAt(row, request.endpoint.key);
    const moved = withValueAt(row, path, foreignId);
    return typeof key === 'bigint' ? withValueAt(moved, request.endpoint.key, key + FOREIGN_KEY_OFFSET) : moved;
  });
}

/** Far above any real id and still exact in a double, so that a cloned row never takes the key of a real one. */
const FOREIGN_KEY_OFFSET = 5_000_000_000_000_000n;

const rechargeLeak: SwitchDefinition = {
  name: 'M-RECHARGE-LEAK',
  meaning: 'recharges and their reversals (types 5 and 7) also appear in the settlement list',
  value: null,
  options: {},
  touches: (endpoint) => endpoint.table === 'settlement_records',
  create: (_options, { source }) => ({
    rows(rows, request) {
      const query = { ...request.query, table: 'recharge_settlements' };
      return mergeNewestFirst(rows, source.rows(query, 0, source.count(query)), request);
    },
  }),
};

function mergeNewestFirst(
  rows: readonly WireRecord[],
  more: readonly WireRecord[],
  { endpoint }: DataRequest,
): readonly WireRecord[] {
  const id = (row: WireRecord): bigint => BigInt(keyOf(row, endpoint));
  return [...rows, ...more]
    .map((row) => ({ row, id: id(row) }))
    .sort((left, right) => (left.id < right.id ? 1 : left.id > right.id ? -1 : 0))
    .map(({ row }) => row);
}

function eventTimeOf(row: WireRecord, path: string | null): string {
  const time = path === null ? undefined : valueAt(row, path);
  return typeof time === 'string' ? time : '';
}

function hoursBefore(time: string, hours: number): string {
  return toWallTime(wallTimeMs(time) - hours * 3_600_000);
}

/** Switches that change which rows there are, or what they were before an edit. */
export const ROW_SET_SWITCHES: readonly SwitchDefinition[] = [
  rechargeLeak,
  otherSite,
  lateArrival,
  vanish,
  emptyWindow,
  lateEdit,
];
