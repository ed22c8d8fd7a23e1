import { md5Hex } from '../../base/digest.ts';
import { STORED_MARTS } from '../../catalog/marts.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { rebuildSql } from '../../loaders/marts/rebuild-sql.ts';
import type { Queryable, Store } from '../task.ts';

/** Code of the publication, under which its cursor stands. */
export const PUBLISH_CODE = 'DWS_PUBLISH';

/** What the marts compute now. */
function declarationHash(): string {
  return md5Hex(STORED_MARTS.map(rebuildSql).join(';'));
}

/** True when the figures that stand were computed by other declarations: a mart is new, or its query has changed. */
export async function martsHaveChanged(db: Queryable, { siteId }: Store): Promise<boolean> {
  const sql = 'select declaration_hash from etl_admin.etl_cursor where site_id = $siteId::bigint and task_code = $task';
  const { rows } = await db.query<{ declaration_hash: string | null }>(statement(sql, { siteId, task: PUBLISH_CODE }));
  return rows[0]?.declaration_hash !== declarationHash();
}

/** Writes down that all days were computed by the present declarations. */
export async function recordDeclaration(client: Client, { siteId }: Store): Promise<void> {
  const sql = `insert into etl_admin.etl_cursor as c (site_id, task_code, declaration_hash) values ($siteId, $task, $hash)
on conflict (site_id, task_code) do update set declaration_hash = excluded.declaration_hash, updated_at = now()
where c.declaration_hash is distinct from excluded.declaration_hash`;
  await client.query(statement(sql, { siteId, task: PUBLISH_CODE, hash: declarationHash() }));
}
