import { buildLineage, type LineageEntry, type LineageSource } from '../lineage.ts';
import { dwsTable, sqlFileOf } from '../mart.ts';
import { MARTS } from '../marts.ts';
import { code, markdownTable, toPage } from './markdown.ts';

/** Lineage as data, an entry a line, so that a change of it can be read. */
export function renderLineageJson(entries: readonly LineageEntry[] = buildLineage()): string {
  return `{"columns":[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]}\n`;
}

/** Lineage as a page, a table of columns for each table. */
export function renderLineagePage(entries: readonly LineageEntry[] = buildLineage()): string {
  return toPage([
    '# Column lineage',
    'Where every column comes from: from the field of the API answer through the record in ODS to the typed column, and from there into the marts. The same as data: [lineage.json](lineage.json). `npm run etl -- lineage` shows one table or column, with the paths that `CONTRACT_FILE` corrects; `npm run etl -- trace` follows one row.',
    renderLineageTables(entries),
  ]);
}

/** The tables of that page, for some of its columns. */
export function renderLineageTables(entries: readonly LineageEntry[]): string {
  const tables = [...new Set(entries.map(({ table }) => table))];
  return tables.map((table) => renderTable(table, entries)).join('\n\n');
}

function renderTable(table: string, entries: readonly LineageEntry[]): string {
  const columns = entries.filter((entry) => entry.table === table);
  const head = `## ${code(table)}`;
  const mart = MARTS.find((one) => dwsTable(one) === table);
  if (mart !== undefined) {
    const inputs = [...new Set(columns.flatMap(({ from }) => from.map((source) => code(source.table))))];
    const query = `src/catalog/marts/${sqlFileOf(mart)}`;
    return `${head}\n\nComputed by [${query}](../${query}) from ${inputs.join(', ')}.`;
  }
  const [record] = columns.flatMap(({ from }) => from);
  const origin = `From ${code(record?.endpoint ?? '')} through ${code(record?.table ?? '')}.`;
  const rows = columns.map(({ column, type, from, transform }) => [
    code(column),
    type,
    from.map(renderSource).join(', '),
    transform.en,
  ]);
  return [head, origin, markdownTable(['column', 'type', 'from', 'value'], rows)].join('\n\n');
}

function renderSource({ column, paths, endpoint, table }: LineageSource): string {
  const fields = paths.map(code).join(', ');
  if (column === 'payload') return fields === '' ? 'the record' : fields;
  const named = table.endsWith('_history') || endpoint === null ? code(`${table}.${column}`) : code(column ?? table);
  return fields === '' ? named : `${named} (${fields})`;
}
