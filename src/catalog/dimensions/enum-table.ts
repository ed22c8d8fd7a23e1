import { dwdTable } from '../dwd-table.ts';
import type { WarehouseTable } from '../warehouse-table.ts';

/** One table for every code list: `enum_name` is the name that the comments of code columns give. */
export const ENUM_TABLE: WarehouseTable = {
  name: dwdTable({ table: 'dim_enum' }),
  kind: 'table',
  zh: '枚举维度',
  en: 'every code of the contract with its meaning',
  grain: { zh: '一行=一个代码', en: 'one row = one code of one list' },
  key: ['enum_name', 'code'],
  sources: [],
  columns: [
    { name: 'enum_name', type: 'text not null', zh: '枚举名', en: 'name of the code list' },
    { name: 'code', type: 'text not null', zh: '代码', en: 'as in the column, as text' },
    { name: 'enum_zh', type: 'text not null', zh: '枚举中文名', en: 'what the list is about, Chinese' },
    { name: 'enum_en', type: 'text not null', zh: '枚举英文名', en: 'what the list is about, English' },
    { name: 'label_zh', type: 'text not null', zh: '中文含义', en: 'meaning of the code, Chinese' },
    { name: 'label_en', type: 'text not null', zh: '英文含义', en: 'meaning of the code, English' },
    { name: 'certainty', type: 'text not null', zh: '可信度', en: 'confirmed, derived or assumed' },
  ],
};
