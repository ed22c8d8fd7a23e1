import type { Column } from './column.ts';
import type { TableColumn } from './warehouse-table.ts';

/** A declared column as it stands in its table. */
export function toTableColumn({ name, type, zh, en, unit, none, personal }: Column): TableColumn {
  return { name, type: type.ddl, zh, en, unit, none, codes: type.codes, personal };
}

/** Where a typed row comes from, behind its values. The texts in `_raw` may be those of personal columns. */
export function originColumns(columns: readonly Column[]): TableColumn[] {
  return [
    { name: '_source_id', type: 'text not null', zh: 'ODS主键', en: 'source_id of the ODS record' },
    { name: '_load_id', type: 'bigint not null', zh: '装载序号', en: 'ODS load that last changed the row' },
    {
      name: '_raw',
      type: 'jsonb',
      zh: '原文',
      en: 'texts that were refused (NULL here) or rounded, by column',
      personal: columns.some(({ personal }) => personal),
    },
  ];
}
