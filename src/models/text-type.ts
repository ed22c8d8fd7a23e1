import { type ColumnType, parsed } from './column-type.ts';

/** Text as received. */
export const textType: ColumnType = {
  kind: 'text',
  ddl: 'text',
  zh: '文本',
  en: 'text',
  accepts: () => 'true',
  cast: (text) => text,
  rounds: null,
  parse: parsed,
};
