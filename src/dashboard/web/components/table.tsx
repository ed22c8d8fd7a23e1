import type { ComponentChildren, JSX } from 'preact';

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** True for figures: to the right, digits below digits. */
  readonly isFigure?: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

export function Table<Row>({ caption, columns, rows }: TableProps<Row>): JSX.Element {
  return (
    // Focusable, so that the keyboard can scroll a wide table.
    <div class="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, isFigure }) => (
              <th key={head} scope="col" class={isFigure === true ? 'figure' : ''}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map(({ head, cell, isFigure }) => (
                <td key={head} class={isFigure === true ? 'figure' : ''}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A table with its title, as a card. */
export function TableCard<Row>({ note, ...table }: TableProps<Row> & { readonly note?: string | null }): JSX.Element {
  return (
    <section class="card">
      <h2>{table.caption}</h2>
      {typeof note === 'string' ? <p class="note">{note}</p> : null}
      <Table {...table} />
    </section>
  );
}
