import type { ColumnType } from '../models/column-type.ts';
import type { NoneValue } from '../models/none-value.ts';

/** One column of a typed table and where it comes from. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Path within the record as documented; the other letter cases upstream was seen to use are added at load. */
  readonly path: string;
  /** Further paths to look at when nothing stands at `path`. */
  readonly aliases: readonly string[];
  /** Texts that stand for nothing. */
  readonly none: readonly NoneValue[];
  /** A record without a good value here is quarantined instead of stored. */
  readonly required: boolean;
  /** Dimensions: whether a change of this column makes a new version. */
  readonly tracked: boolean;
  /** Personal data. */
  readonly personal: boolean;
  /** Unit of the stored number: yuan, seconds, metre …; null where there is none. */
  readonly unit: string | null;
  readonly zh: string;
  readonly en: string;
}

const IMPLIED: Readonly<Record<string, readonly NoneValue[]>> = {
  id: ['zero-id'],
  timestamp: ['empty-text', 'zero-date'],
  date: ['empty-text', 'zero-date'],
  money: ['empty-text'],
};

/** Completes a column with what most columns of its type share. */
export function defineColumn(stated: Pick<Column, 'name' | 'type' | 'path' | 'zh' | 'en'> & Partial<Column>): Column {
  return {
    aliases: [],
    none: IMPLIED[stated.type.kind] ?? [],
    required: false,
    tracked: true,
    personal: false,
    unit: null,
    ...stated,
  };
}
