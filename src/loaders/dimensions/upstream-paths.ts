import type { Column } from '../../catalog/column.ts';
import { correctedPaths } from '../../catalog/corrected-paths.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

interface Spelling {
  readonly path: string;
  readonly sample: string | null;
}

/**
 * The columns of a dimension with the paths at which upstream has them: renamed by CONTRACT_FILE, and in the letter
 * cases met so far (the load of ODS writes them down). Fields of a snapshot or a child are known by their last name.
 */
export async function withUpstreamPaths(
  client: Pick<Client, 'query'>,
  { dimension, endpoint, siteId }: { dimension: Dimension; endpoint: Endpoint; siteId: string },
): Promise<Column[]> {
  const sql = `select path, sample from etl_admin.etl_drift
where site_id = $siteId::bigint and ods_table = $table::text and kind = 'other-case' order by path`;
  const { rows } = await client.query<Spelling>(statement(sql, { siteId, table: endpoint.table }));
  const renamed = correctedPaths(endpoint);
  return dimension.columns.map((column) => {
    const path = renamed.get(column.path) ?? column.path;
    const met = rows.filter((row) => lastName(row.path) === lastName(path)).map((row) => row.sample);
    const aliases = new Set([...column.aliases, ...met].filter((name) => name !== null && name !== path));
    return { ...column, path, aliases: [...aliases] as string[] };
  });
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
