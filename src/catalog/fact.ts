import type { Column } from './column.ts';
import { columnNameOf, columnOfField } from './column-of-field.ts';
import type { DwdTable } from './dwd-table.ts';
import type { Endpoint } from './endpoint.ts';
import type { Field } from './field.ts';
import type { RecordRule } from './record-rule.ts';

/** Values that stand beside the record, not in it, under these paths. */
export const SOURCE_ID_PATH = '@source_id';
export const WINDOW_FROM_PATH = '@window_from';
export const WINDOW_TO_PATH = '@window_to';
export const LINE_PATH = '@line';
export const EVENT_TIME_PATH = '@event_time';

/** A list within the record whose items are the rows. */
export interface Lines {
  /** Path of the items: `orderItem[].goodsLedgers[]`. */
  readonly path: string;
  /** Path within an item of upstream's own line id; null: lines are numbered. */
  readonly id: string | null;
  /** Only items that hold an object here are rows. */
  readonly present: string | null;
}

/** The time a row covers, by the columns that tell it. What lasts longer than `MAX_INTERVAL_DAYS` is cut off there. */
export interface Interval {
  readonly from: string;
  readonly to: string;
}

/** A row that seems to last longer is a mistake of upstream; it must not make a whole history due. */
export const MAX_INTERVAL_DAYS = 31;

/** One fact table: rows of one business process at one grain. */
export interface Fact extends DwdTable {
  /** Code of the task that fills the source. */
  readonly sourceTask: string;
  readonly lines: Lines | null;
  /** Column whose business day the row counts for. */
  readonly businessTime: string | null;
  /** Columns with the time a row lasts, [from, to). Every day in it is computed again when the row changes. */
  readonly interval: Interval | null;
  /** Columns by which marts and checks look rows up; the first must not be empty for a row to be found. */
  readonly lookups: readonly (readonly string[])[];
  /** What refuses a row although each of its values is good. */
  readonly rules: readonly RecordRule[];
  /** Contract fields that stay in ODS, with the reason. */
  readonly omitted: Readonly<Record<string, string>>;
}

/** What a file of `facts/` states; columns come from the contract fields, under the names all tables share. */
export interface FactDeclaration
  extends Pick<Fact, 'table' | 'task' | 'zh' | 'en' | 'grain' | 'key'>,
    Partial<Pick<Fact, 'lines' | 'businessTime' | 'interval' | 'lookups' | 'rules' | 'omitted'>> {
  readonly source: Endpoint;
  /** Path → column name, where the shared names do not fit. */
  readonly names?: Readonly<Record<string, string>>;
  /** Columns without which a row makes no sense. The key always is. */
  readonly required: readonly string[];
  /** Column → what differs from what its type implies. */
  readonly adjust?: Readonly<Record<string, Partial<Column>>>;
  /** Columns that are not a field of the record. */
  readonly extra?: readonly Column[];
}

/** The same thing has the same name in every table (seed §15). */
const SHARED_NAMES: Readonly<Record<string, string>> = {
  site_table_id: 'table_id',
  tenant_member_id: 'member_id',
  site_assistant_id: 'assistant_id',
  tenant_member_card_id: 'member_card_id',
  order_table_ledger_id: 'table_fee_id',
  order_goods_ledger_id: 'goods_sale_id',
  order_assistant_ledger_id: 'assistant_service_id',
  order_coupon_ledger_id: 'redemption_id',
  order_assistant_id: 'assistant_service_id',
  site_order_id: 'order_trade_no',
  site_table_area_id: 'table_area_id',
  site_table_area_name: 'table_area_name',
  table_area: 'table_area_name',
  is_delete: 'is_flagged_deleted',
  use_duration: 'use_seconds',
  charge_duration: 'charge_seconds',
  pause_duration: 'pause_seconds',
  pd_charge_minutes: 'pd_charge_seconds',
  coupon_free_time: 'coupon_free_seconds',
  add_clock: 'add_clock_seconds',
  returns_clock: 'returns_clock_seconds',
  member_mobile: 'member_mobile',
  before: 'balance_before',
  after: 'balance_after',
};

/** Completes a declaration with its columns. Throws for two columns of one name, which is a bug of the declaration. */
export function defineFact(declaration: FactDeclaration): Fact {
  const { source, names: _names, required: _required, adjust: _adjust, extra = [], ...stated } = declaration;
  const lines = stated.lines ?? null;
  const fields = source.fields.filter((field) => belongs(field, lines));
  const columns = [
    ...extra,
    ...fields.map((field) => toColumn(field, declaration)).filter((column) => column !== null),
  ];
  const twice = columns.find((column, i) => columns.findIndex((other) => other.name === column.name) !== i);
  if (twice !== undefined) throw new Error(`${stated.table} has two columns called ${twice.name}`);
  return {
    businessTime: null,
    interval: null,
    lookups: [],
    rules: [],
    omitted: {},
    ...stated,
    lines,
    source: source.table,
    sourceTask: source.task,
    columns,
  };
}

function belongs(field: Field, lines: Lines | null): boolean {
  if (lines === null) return !field.path.includes('[]');
  const rest = field.path.startsWith(`${lines.path}.`) ? field.path.slice(lines.path.length + 1) : null;
  return rest !== null && !rest.includes('[]');
}

function toColumn(
  field: Field,
  { names = {}, required, adjust = {}, omitted = {}, key }: FactDeclaration,
): Column | null {
  const plain = columnNameOf(field.path);
  const name =
    names[field.path] ??
    (plain === 'ledger_count' && field.unit === 'seconds' ? 'charged_seconds' : undefined) ??
    SHARED_NAMES[plain] ??
    plain;
  // The store of a row is where it lies, checked when the record came.
  if (name === 'site_id' || field.path in omitted) return null;
  const isRequired = required.includes(name) || key.includes(name);
  return columnOfField(field, { name, required: isRequired, ...adjust[name] });
}
