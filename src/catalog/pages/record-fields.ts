import type { Endpoint } from '../endpoint.ts';
import { type Field, isWithin } from '../field.ts';
import type { LineageEntry } from '../lineage.ts';
import { odsTable } from '../ods-table.ts';
import { isPersonal } from '../personal-data.ts';
import { SITE_PROFILE_FIELDS } from '../site-profile.ts';
import { code, markdownTable } from './markdown.ts';
import type { Words } from './words.ts';

/** The fields of the records of one ODS table, and which columns each becomes. */
export function renderRecords(endpoint: Endpoint, lineage: readonly LineageEntry[], words: Words): string {
  const { table, task, path, grain, key, fields } = endpoint;
  const columnsOf = columnsByPath(odsTable(endpoint), lineage);
  const facts = [
    `${code(odsTable(endpoint))}: ${endpoint[words.other]}`,
    `${words.grain}: ${grain[words.own]}`,
    `${words.key}: ${code('site_id')}, ${code('source_id')} (${code(key)})`,
    `${words.source}: ${code(path)}, ${code(task)}`,
  ];
  const rows = fields
    .flatMap((field) => withMembers(field, columnsOf))
    .map((field) => [
      code(field.path),
      field.type,
      words.marks[field.mark],
      field[words.own],
      field[words.other],
      words.unitOf(field.unit),
      field.enum === undefined ? '' : `[${field.enum}](#${field.enum.toLowerCase()})`,
      isPersonal(field.path) ? words.yes : '',
      becomesOf(field.path, columnsOf, words),
    ]);
  const head = [words.field, words.type, words.mark, words.meaning, words.otherMeaning, words.unit, words.codes];
  return [
    `### ${code(table)}`,
    `**${endpoint[words.own]}**`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    markdownTable([...head, words.personal, words.becomes], rows),
  ].join('\n\n');
}

type ColumnsOf = ReadonlyMap<string, readonly string[]>;

/** The store's snapshot is described once; its fields are told where columns are made from them. */
function withMembers(field: Field, columnsOf: ColumnsOf): readonly Field[] {
  if (field.shape === undefined || ![...columnsOf.keys()].some((path) => isWithin(path, field.path))) return [field];
  return [field, ...SITE_PROFILE_FIELDS.map((member) => ({ ...member, path: `${field.path}.${member.path}` }))];
}

function becomesOf(path: string, columnsOf: ColumnsOf, words: Words): string {
  const columns = columnsOf.get(path);
  if (columns !== undefined) return columns.join(', ');
  return [...columnsOf.keys()].some((other) => isWithin(other, path)) ? words.holder : words.odsOnly;
}

/** Columns by the field they show, bookkeeping left out. */
function columnsByPath(ods: string, lineage: readonly LineageEntry[]): ColumnsOf {
  const found = new Map<string, string[]>();
  for (const { table, column, from } of lineage) {
    if (column.startsWith('_')) continue;
    for (const path of from.filter((source) => source.table === ods).flatMap(({ paths }) => paths)) {
      const name = code(`${table.slice(table.indexOf('.') + 1)}.${column}`);
      found.set(path, [...(found.get(path) ?? []), name]);
    }
  }
  return found;
}
