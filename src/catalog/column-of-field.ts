import { booleanType } from '../models/boolean-type.ts';
import { codeType, textCodeType } from '../models/code-type.ts';
import type { ColumnType } from '../models/column-type.ts';
import { countType } from '../models/count-type.ts';
import { decimalType } from '../models/decimal-type.ts';
import { durationType } from '../models/duration-type.ts';
import { idType } from '../models/id-type.ts';
import { moneyType } from '../models/money-type.ts';
import { textType } from '../models/text-type.ts';
import { timestampType } from '../models/timestamp-type.ts';
import { type Column, defineColumn } from './column.ts';
import type { Field } from './field.ts';
import { isPersonal } from './personal-data.ts';

/** The column type that a contract field calls for; null for objects and lists. */
export function columnTypeOf(field: Field): ColumnType | null {
  if (field.type === 'object' || field.type === 'array') return null;
  if (field.enum !== undefined && field.type !== 'id') {
    return field.type === 'text'
      ? textCodeType(field.enum)
      : field.type === 'int'
        ? codeType(field.enum)
        : plainType(field);
  }
  return plainType(field);
}

function plainType(field: Field): ColumnType {
  switch (field.type) {
    case 'id':
      return idType;
    case 'datetime':
      return timestampType;
    case 'bool':
      return booleanType;
    case 'decimal':
      return field.unit === 'yuan' ? moneyType : decimalType;
    case 'int':
      return field.unit === 'seconds' || field.unit === 'minutes' ? durationType(field.unit) : countType;
    default:
      return textType;
  }
}

/** `settleList.orderRemark` → `order_remark`: the column name when the catalog states no other. */
export function columnNameOf(path: string): string {
  const leaf = path.slice(path.lastIndexOf('.') + 1).replace('[]', '');
  return leaf.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** A column for a contract field; null for objects and lists. */
export function columnOfField(field: Field, stated: Partial<Column> = {}): Column | null {
  const type = columnTypeOf(field);
  if (type === null) return null;
  return defineColumn({
    name: columnNameOf(field.path),
    type,
    path: field.path,
    personal: isPersonal(field.path),
    unit: type.kind === 'duration' ? 'seconds' : (field.unit ?? null),
    zh: field.zh,
    en: field.en,
    ...stated,
  });
}
