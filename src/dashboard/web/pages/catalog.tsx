import type { JSX } from 'preact';
import { usePlace } from '../lib/router.ts';
import { CatalogSearch } from './catalog/search.tsx';
import { TableDetail } from './catalog/table.tsx';

/** What every table and column means and where it comes from. */
export function CatalogPage(): JSX.Element {
  const { query } = usePlace();
  const { table, column = '', store = 'all' } = query;
  return table === undefined ? <CatalogSearch /> : <TableDetail name={table} column={column} store={store} />;
}
