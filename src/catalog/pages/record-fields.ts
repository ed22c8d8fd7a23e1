import type { Endpoint } from '../endpoint.ts';
import type { LineageEntry } from '../lineage.ts';
import { odsTable } from '../ods-table.ts';
import { isPersonal } from '../personal-data.ts';
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
  const rows = fields.map((field) => [
    code(field.path),
    field.type,
    words.marks[field.mark],
    field[words.own],
    field[words.other],
    words.unitOf(field.unit),
    field.enum === undefined ? '' : `[${field.enum}](#${field.enum.toLowerCase()})`,
    isPersonal(field.path) ? words.yes : '',
    (columnsOf.get(field.path) ?? [words.odsOnly]).join(', '),
  ]);
  const head = [words.field, words.type, words.mark, words.meaning, words.otherMeaning, words.unit, words.codes];
  return [
    `### ${code(table)}`,
    `**${endpoint[words.own]}**`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    markdownTable([...head, words.personal, words.becomes], rows),
  ].join('\n\n');
}

/** Columns by the field they show, bookkeeping left out. */
function columnsByPath(ods: string, lineage: readonly LineageEntry[]): ReadonlyMap<string, readonly string[]> {
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
