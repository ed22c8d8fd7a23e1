import type { LineageEntry, LineageSource } from '../../catalog/lineage.ts';
import { renderTable } from './table.ts';

/** Columns with their origin, a block a table; `into` names the tables made from each. */
export function renderLineage(
  entries: readonly LineageEntry[],
  into: Readonly<Record<string, readonly string[]>>,
): string {
  const blocks = Object.entries(into).map(([table, made]) =>
    renderBlock(
      table,
      entries.filter((entry) => entry.table === table),
      made,
    ),
  );
  return blocks.join('\n\n');
}

function renderBlock(table: string, columns: readonly LineageEntry[], made: readonly string[]): string {
  const others = columns.flatMap(({ from }) => from).filter((source) => source.table !== table);
  const origins = others.map(originOf);
  const rows = renderTable(columns, [
    { head: 'column', value: ({ column }) => column },
    { head: 'type', value: ({ type }) => type },
    {
      head: 'from',
      value: ({ from }) =>
        from
          .map(sourceOf)
          .filter((text) => text !== '')
          .join(', '),
    },
    { head: 'value', value: ({ transform }) => transform.en },
  ]);
  const ways = [...[...new Set(origins)].map((origin) => `from ${origin}`), ...made.map((one) => `into ${one}`)];
  return [table, ...ways.map((way) => `  ${way}`), rows].join('\n');
}

/** The records of an endpoint, or another table of the warehouse. */
const originOf = ({ table, endpoint }: LineageSource): string =>
  endpoint === null ? table : `${table.replace(/_history$/, '')}, filled by ${endpoint}`;

/** Where a whole table is the source, the head of the block says which. */
function sourceOf({ column, paths }: LineageSource): string {
  if (column === null) return '';
  const fields = paths.join(', ');
  if (column === 'payload') return fields === '' ? 'the record' : fields;
  return fields === '' ? column : `${column} (${fields})`;
}
