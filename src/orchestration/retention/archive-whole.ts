import { ConfigError } from '../../base/errors.ts';
import type { Queryable } from '../../tasks/task.ts';

/** Refuses to rebuild everything from an archive of which retention has removed a part: that part would be lost. */
export async function assertArchiveWhole(db: Queryable, root: string): Promise<void> {
  const { rows } = await db.query<{ walks: number; until: string | null }>(
    `select count(*)::int as walks, max(started_at)::date::text as until from etl_admin.etl_window where pruned_at is not null`,
  );
  const { walks = 0, until = null } = rows[0] ?? {};
  if (walks === 0) return;
  throw new ConfigError(
    'ARCHIVE_PRUNED',
    `"feiqiu-etl prune" removed ${walks} walks, begun up to ${until}, from the archive ${root}: emptying the tables would lose what only ` +
      'they held, so nothing was removed. Replay a folder that still has them ("feiqiu-etl replay DIR --drop-schema-first --yes"), or ' +
      'replay without --drop-schema-first. "feiqiu-etl init --drop --yes" empties the tables all the same.',
    { details: { walks, until, root } },
  );
}
