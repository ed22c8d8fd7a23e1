import { correctedPaths } from '../../catalog/corrected-paths.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

interface Spelling {
  readonly path: string;
  readonly sample: string | null;
}

/** Every name a field stands under in the records of an endpoint, by its documented path; the one most trusted first. */
export type NamesOf = (path: string) => readonly string[];

/** How upstream spells what a dimension is made of. */
export interface DimensionAsMet {
  /** The dimension with the paths at which upstream has its columns. */
  readonly dimension: Dimension;
  /** For what is no column: the id of a member, the list or object it stands in. */
  readonly namesOf: NamesOf;
}

/**
 * A dimension with the paths at which upstream has its fields: renamed by CONTRACT_FILE, and in the letter cases met so
 * far (the load of ODS writes them down). Fields of a snapshot or a child are known by their last name.
 */
export async function readAsMet(
  client: Pick<Client, 'query'>,
  { dimension, endpoint, siteId }: { dimension: Dimension; endpoint: Endpoint; siteId: string },
): Promise<DimensionAsMet> {
  const sql = `select path, sample from etl_admin.etl_drift
where site_id = $siteId::bigint and ods_table = $table::text and kind = 'other-case' order by path`;
  const { rows } = await client.query<Spelling>(statement(sql, { siteId, table: endpoint.table }));
  const renamed = correctedPaths(endpoint);
  const namesOf: NamesOf = (documented) => {
    const path = renamed.get(documented) ?? documented;
    const met = rows.filter((row) => lastName(row.path) === lastName(path)).flatMap(({ sample }) => sample ?? []);
    return [...new Set([path, ...met])];
  };
  const columns = dimension.columns.map((column) => {
    const [path = column.path, ...met] = namesOf(column.path);
    return { ...column, path, aliases: [...new Set([...column.aliases, ...met])].filter((name) => name !== path) };
  });
  return { dimension: { ...dimension, columns }, namesOf };
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
