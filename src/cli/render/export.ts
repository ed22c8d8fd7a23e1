import type { ExportReport } from '../actions/export-action.ts';
import { renderBytes, renderCount, renderTable } from './table.ts';

/** The files, a line each, and what has to be known of them. */
export function renderExport({ folder, files, notes }: ExportReport): string {
  const table = renderTable(files, [
    { head: 'file', value: ({ file }) => file },
    { head: 'rows', align: 'right', value: ({ rows }) => renderCount(rows) },
    { head: 'size', align: 'right', value: ({ bytes }) => renderBytes(bytes) },
  ]);
  const asOf = files[0] === undefined ? '' : `, as of ${files[0].asOf}`;
  return [table, `in ${folder}${asOf}; a manifest lies beside each file`, ...notes].join('\n');
}
