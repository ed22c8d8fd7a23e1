import type { ColumnType } from './column-type.ts';
import { textType } from './text-type.ts';
import { wholeNumber } from './whole-number.ts';

const NUMBER = wholeNumber({ kind: 'code', zh: '代码', en: 'code' });

/** A code whose meaning stands in dim_enum under `codes`. A code that is not listed is stored as it is. */
export function codeType(codes: string): ColumnType {
  return { ...NUMBER, codes };
}

/** A code that upstream sends as text. */
export function textCodeType(codes: string): ColumnType {
  return { ...textType, kind: 'code', zh: '代码(文本)', en: 'code, as text', codes };
}
