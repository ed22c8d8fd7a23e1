import type { Column } from './column.ts';

export const DWD_SCHEMA = 'billiards';

/** What all typed tables share. */
export interface DwdTable {
  /** Table name without schema. */
  readonly table: string;
  /** Task code. */
  readonly task: string;
  readonly zh: string;
  readonly en: string;
  readonly grain: { readonly zh: string; readonly en: string };
  /** ODS table whose records it is made from. */
  readonly source: string;
  /** Columns of the business key, behind site_id. */
  readonly key: readonly string[];
  readonly columns: readonly Column[];
}

/** Qualified name. */
export function dwdTable(table: Pick<DwdTable, 'table'>): string {
  return `${DWD_SCHEMA}.${table.table}`;
}

/** The table, for checks whose violating rows are its rows; null where a row has no key of one part. */
export function keyedTable({ table, key }: Pick<DwdTable, 'table' | 'key'>): string | null {
  return key.length === 1 ? table : null;
}
