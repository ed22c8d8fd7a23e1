import type { Language } from '../../base/language.ts';
import { NONE_MEANINGS } from '../../models/none-value.ts';
import { ENDPOINTS } from '../endpoints.ts';
import { buildLineage } from '../lineage.ts';
import { HISTORY_COLUMNS, ODS_COLUMNS } from '../ods-table.ts';
import { DIMENSION_TABLES, FACT_TABLES, MART_TABLES } from '../warehouse.ts';
import { type Bilingual, plainType, type TableColumn, type WarehouseTable } from '../warehouse-table.ts';
import { renderCodeLists } from './code-lists.ts';
import { code, markdownTable, toPage } from './markdown.ts';
import { renderRecords } from './record-fields.ts';
import { WORDS, type Words } from './words.ts';

interface Section {
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly tables: readonly WarehouseTable[];
}

/** The typed layers; ODS, whose tables are all alike, is told by its records. */
const SECTIONS: readonly Section[] = [
  {
    title: { zh: 'DWD 事实', en: 'Facts (DWD)' },
    about: { zh: '业务过程，一行一件事。', en: 'Business processes, a row an event.' },
    tables: FACT_TABLES,
  },
  {
    title: { zh: 'DWD 维度', en: 'Dimensions (DWD)' },
    about: {
      zh: '带历史版本。视图 `<表名>_current` 只含当前版本，列相同。',
      en: 'With history. The view `<table>_current` has the same columns and the versions that hold now.',
    },
    tables: DIMENSION_TABLES,
  },
  {
    title: { zh: 'DWS 集市', en: 'Marts (DWS)' },
    about: { zh: '按营业日汇总的指标。', en: 'Figures by business day.' },
    tables: MART_TABLES,
  },
];

/** Every table and column with its meaning, in one language first and the other beside it. */
export function renderDataDictionary(language: Language): string {
  const words = WORDS[language];
  const lineage = buildLineage();
  return toPage([
    `# ${words.title}`,
    words.intro,
    renderContents(language),
    ...SECTIONS.flatMap(({ title, about, tables }) => [
      `## ${title[language]}`,
      about[language],
      ...tables.map((table) => renderTable(table, words)),
    ]),
    `## ${words.ods}`,
    words.odsIntro,
    renderColumns(ODS_COLUMNS, words),
    words.historyIntro,
    renderColumns(HISTORY_COLUMNS.filter(isOwn), words),
    ...ENDPOINTS.map((endpoint) => renderRecords(endpoint, lineage, words)),
    `## ${words.codeLists}`,
    ...renderCodeLists(words),
  ]);
}

const isOwn = ({ name }: TableColumn): boolean => ODS_COLUMNS.every((column) => column.name !== name);

function renderContents(language: Language): string {
  const ofSection = ({ title, tables }: Section): string[] => [
    title[language],
    tables.map(({ name }) => link(unqualified(name))).join(', '),
  ];
  const ods = [WORDS[language].ods, ENDPOINTS.map(({ table }) => link(table)).join(', ')];
  return [...SECTIONS.map(ofSection), ods].map(([title, links]) => `- ${title}: ${links}`).join('\n');
}

const unqualified = (name: string): string => name.slice(name.indexOf('.') + 1);

const link = (name: string): string => `[${name}](#${name})`;

function renderTable(table: WarehouseTable, words: Words): string {
  const { key, grain, sources, columns } = table;
  const facts = [
    `${code(table.name)}: ${table[words.other]}`,
    `${words.grain}: ${grain[words.own]}`,
    ...(key.length === 0 ? [] : [`${words.key}: ${key.map(code).join(', ')}`]),
    `${words.source}: ${sources.length === 0 ? words.catalog : sources.map(code).join(', ')}`,
  ];
  return [
    `### ${code(unqualified(table.name))}`,
    `**${table[words.own]}**`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    renderColumns(columns, words),
  ].join('\n\n');
}

function renderColumns(columns: readonly TableColumn[], words: Words): string {
  const rows = columns.map((column) => [
    code(column.name),
    plainType(column),
    column[words.own],
    column[words.other],
    words.unitOf(column.unit),
    (column.none ?? []).map((one) => NONE_MEANINGS[one][words.own]).join(', '),
    column.codes === undefined ? '' : `[${column.codes}](#${column.codes.toLowerCase()})`,
    column.personal === true ? words.yes : '',
  ]);
  const head = [words.column, words.type, words.meaning, words.otherMeaning, words.unit, words.nothing, words.codes];
  return markdownTable([...head, words.personal], rows);
}
