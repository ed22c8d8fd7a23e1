import type { JSX } from 'preact';
import type { ShownSource } from '../../../api/catalog.ts';
import { hrefOf, usePlace } from '../../lib/router.ts';

const short = (table: string): string => table.replace(/^.*\./, '');

/** A table or a column of it by its short name; the address of an endpoint of upstream leads nowhere. */
export function TableLink({ table, column }: { readonly table: string; readonly column?: string | null }): JSX.Element {
  const { query } = usePlace();
  if (table.startsWith('/')) return <code>{table}</code>;
  const name = typeof column === 'string' ? `${short(table)}.${column}` : short(table);
  return (
    <a class="table-link" href={hrefOf('/catalog', { table, column: column ?? '', store: query['store'] })}>
      <code>{name}</code>
    </a>
  );
}

export function TableLinks({ tables }: { readonly tables: readonly string[] }): JSX.Element {
  return (
    <>
      {tables.map((table) => (
        <span key={table}>
          <TableLink table={table} />{' '}
        </span>
      ))}
    </>
  );
}

/** Column by column where values come from, with the fields of upstream behind. */
export function ColumnSources({ from }: { readonly from: readonly ShownSource[] }): JSX.Element {
  return (
    <>
      {from.map(({ table, column, endpoint, paths }) => (
        <div key={`${table}.${column}`}>
          <TableLink table={table} column={column === 'payload' ? (paths[0] ?? column) : column} />
          {endpoint === null ? null : <span class="note"> {endpoint}</span>}
        </div>
      ))}
    </>
  );
}
