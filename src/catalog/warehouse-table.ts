import type { NoneValue } from '../models/none-value.ts';

/** A text in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A column of a table or view as it stands in the database. */
export interface TableColumn extends Bilingual {
  readonly name: string;
  /** DDL type with its constraints. */
  readonly type: string;
  readonly unit?: string | null;
  /** Texts of upstream that stand for nothing and are NULL here. */
  readonly none?: readonly NoneValue[];
  /** Name of the code list in dim_enum. */
  readonly codes?: string | undefined;
  /** Personal data. */
  readonly personal?: boolean;
}

/** A table or view of the warehouse with its meaning: what DDL, comments and the data dictionary are made from. */
export interface WarehouseTable extends Bilingual {
  /** Qualified name. */
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly grain: Bilingual;
  /** Columns that tell one row from another. */
  readonly key: readonly string[];
  /** Paths of endpoints, or qualified tables, whose data it holds; none where the rows come from the catalog. */
  readonly sources: readonly string[];
  readonly columns: readonly TableColumn[];
}

/** The store, first column of nearly every table. */
export const SITE_ID: TableColumn = { name: 'site_id', type: 'bigint not null', zh: '门店ID', en: 'store' };

/** Comment of a table in the database. */
export function tableComment({ zh, en, grain }: WarehouseTable): string {
  return `${zh} (${grain.zh}): ${en}; ${grain.en}`;
}

/** Comment of a column in the database. */
export function columnComment({ zh, en, codes }: TableColumn): string {
  return `${zh}: ${en}${codes === undefined ? '' : `; codes: dim_enum ${codes}`}`;
}

/** The DDL type alone. */
export function plainType({ type }: TableColumn): string {
  return type.replace(/ (?:not null|default|check|collate)\b.*$/, '');
}
