import { type ColumnType, parsed, REFUSED } from './column-type.ts';

/** Yes or no, sent as 0 and 1 or as true and false. */
export const booleanType: ColumnType = {
  kind: 'boolean',
  ddl: 'boolean',
  zh: '是否',
  en: 'yes or no',
  accepts: (text) => `${text} in ('0', '1', 'true', 'false')`,
  cast: (text) => `${text}::boolean`,
  rounds: null,
  parse(text) {
    if (text === '1' || text === 'true') return parsed('true');
    return text === '0' || text === 'false' ? parsed('false') : REFUSED;
  },
};
