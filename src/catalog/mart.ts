export const DWS_SCHEMA = 'billiards_dws';

/** What a column of a mart holds, and so its DDL type and how a reader shows it. */
export type MartColumnKind =
  | 'date'
  | 'money'
  | 'count'
  | 'quantity'
  | 'seconds'
  | 'ratio'
  | 'hour'
  | 'id'
  | 'code'
  | 'text'
  | 'boolean'
  | 'timestamp';

/** DDL types. Ratios have no scale of their own: a margin of 417 % must not overflow. */
export const MART_DDL: Readonly<Record<MartColumnKind, string>> = {
  date: 'date',
  money: 'numeric(18,2)',
  count: 'bigint',
  quantity: 'numeric(18,3)',
  seconds: 'bigint',
  ratio: 'numeric',
  hour: 'smallint',
  id: 'bigint',
  code: 'integer',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamptz',
};

/** One column of a mart. */
export interface MartColumn {
  readonly name: string;
  readonly kind: MartColumnKind;
  /** Meaning, with unit and formula where they are not plain. */
  readonly zh: string;
  readonly en: string;
  /** Code list of `enums.ts`, for codes. */
  readonly codes?: string;
  /** Personal data. */
  readonly personal?: true;
}

/** What marts and the views over them share. */
interface MartBase {
  /** Name without schema. */
  readonly table: string;
  readonly zh: string;
  readonly en: string;
  readonly grain: { readonly zh: string; readonly en: string };
  /** All columns a table has behind site_id, key first, and all columns of a view, as the `.sql` file names them. */
  readonly columns: readonly MartColumn[];
  /** The query, where it does not stand in the `.sql` file beside the declaration. */
  readonly sql?: string;
  /** Tables it is computed from: facts, dimensions it shows, other marts. */
  readonly inputs: readonly string[];
}

/**
 * A stored mart: rows per store (site_id) and key, computed by the query in the `.sql` file of the same name. Changed days
 * of its inputs make its own days due. The query reads the relation `days` (business_date, starts_at, ends_at, is_open: the
 * business days to compute) and `$siteId`, and returns the columns without site_id.
 */
export interface Mart extends MartBase {
  readonly kind: 'table';
  /** Columns of the key behind site_id. */
  readonly key: readonly string[];
  /**
   * How far a changed day reaches. `day`: the rows of that business_date. `member`: the rows of the members met on that
   * day, before and after; the query also gets `$members` (null: all).
   */
  readonly spread: 'day' | 'member';
  /** Days other than the changed one that a change of an input reaches. */
  readonly reaches: readonly Reach[];
}

/** A change of `input` on some days concerns figures of other days as well. */
export interface Reach {
  readonly input: string;
  /** For the record of the restatement. */
  readonly why: string;
  /** Query over `days` (those that changed) and `$siteId` that returns the `business_date`s reached. */
  readonly sql: string;
}

/** A mart that is a view over stored ones, such as a running balance or the sum of all stores. */
export interface MartView extends MartBase {
  readonly kind: 'view';
}

/** Qualified name. */
export function dwsTable(mart: { readonly table: string }): string {
  return `${DWS_SCHEMA}.${mart.table}`;
}

/** Name of the `.sql` file beside the declaration: `dws_site_day_summary` → `site-day-summary.sql`. */
export function sqlFileOf(mart: { readonly table: string }): string {
  return `${mart.table.replace(/^dws_/, '').replaceAll('_', '-')}.sql`;
}

/** Completes a declaration and checks it; throws for a key that is no column, which is a bug of the declaration. */
export function defineMart(stated: Omit<Mart, 'kind' | 'reaches'> & Partial<Pick<Mart, 'reaches'>>): Mart {
  const names = stated.columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`${stated.table} has two columns called ${twice}`);
  const missing = stated.key.find((name) => !names.includes(name));
  if (missing !== undefined) throw new Error(`${stated.table} has no column ${missing}, which its key names`);
  return { kind: 'table', reaches: [], ...stated };
}

const columnOf =
  (kind: MartColumnKind) =>
  (name: string, zh: string, en: string, more: Pick<MartColumn, 'codes' | 'personal'> = {}): MartColumn => ({
    name,
    kind,
    zh,
    en,
    ...more,
  });

/** Columns in one line each, by what they hold. Amounts are in yuan. */
export const column = {
  date: columnOf('date'),
  money: columnOf('money'),
  count: columnOf('count'),
  quantity: columnOf('quantity'),
  seconds: columnOf('seconds'),
  ratio: columnOf('ratio'),
  hour: columnOf('hour'),
  id: columnOf('id'),
  code: columnOf('code'),
  text: columnOf('text'),
  boolean: columnOf('boolean'),
  timestamp: columnOf('timestamp'),
} as const satisfies Record<MartColumnKind, unknown>;

/** The first column of nearly every mart. */
export const BUSINESS_DATE = column.date('business_date', '营业日', 'business day');
