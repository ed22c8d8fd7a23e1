import type { Endpoint } from './endpoint.ts';

const FIRST_LINES = `-- Switches all ODS tasks of a store on. Put the id of your store in place of the one below.
-- A first run does the same for STORE_ID; this file is for switching back on, and for stores added by hand.
-- Made from the catalog by \`npm run generate\`.
insert into etl_admin.etl_task (task_code, store_id, enabled)
values
`;

const LAST_LINE = '\non conflict (task_code, store_id) do update set enabled = true;\n';

/** The SQL file that switches every task of a store on, as the predecessor's users know it. */
export function renderSeedSql(endpoints: readonly Endpoint[], storeId: string): string {
  const rows = endpoints.map(({ task }) => `  ('${task}', ${storeId}, true)`);
  return `${FIRST_LINES}${rows.join(',\n')}${LAST_LINE}`;
}
