import path from 'node:path';
import { ConfigError, messageOf } from '../../base/errors.ts';
import { type BackupMade, backUp, keepNewest } from '../../database/embedded/backup/back-up.ts';
import { backupName } from '../../database/embedded/backup/backup-format.ts';
import { type Restored, restore } from '../../database/embedded/backup/restore.ts';
import { isUnwritable } from '../../files/file-errors.ts';
import type { BackupCommandOptions, RestoreCommandOptions } from '../commands/db.ts';
import { parseCount } from '../parse-options.ts';
import { withStopSignal } from '../workplace.ts';
import { loadEmbedded } from './db-server-action.ts';

/** What `db backup` did. */
export interface BackupReport extends BackupMade {
  /** Older backups that were removed. */
  readonly removed: readonly string[];
}

const MOST_KEPT = 10_000;

/** Backs the embedded database up. */
export async function executeBackup(options: BackupCommandOptions): Promise<BackupReport> {
  const pgDump = ' Use pg_dump for it: pg_dump --format=custom --file=feiqiu.dump "$PG_DSN".';
  const { config, clock, reporter } = loadEmbedded(options, 'backup', pgDump);
  const keep = options.keep === undefined ? null : parseCount('--keep', options.keep, 1, MOST_KEPT);
  if (keep !== null && options.output !== undefined) {
    throw new ConfigError(
      'BAD_OPTIONS',
      '--keep looks after BACKUP_ROOT, and --output names another file: leave one of them out',
    );
  }
  const { DATA_ROOT, BACKUP_ROOT } = config.values;
  const dataRoot = path.resolve(DATA_ROOT);
  const output = path.resolve(options.output ?? path.join(BACKUP_ROOT, backupName(clock.now())));
  const report = (line: string): void => reporter.info(line);
  const made = await withStopSignal((signal) =>
    backUp({ dataRoot, output, clock, report, signal }).catch((error: unknown) => {
      throw explainFile(error, output);
    }),
  );
  return { ...made, removed: keep === null ? [] : await keepNewest(BACKUP_ROOT, keep) };
}

/** Restores a backup, or says what has to be confirmed. */
export async function executeRestore(file: string, options: RestoreCommandOptions): Promise<Restored> {
  const pgRestore = ' Use pg_restore for it: pg_restore --clean --if-exists --dbname="$PG_DSN" feiqiu.dump.';
  const { config, clock, reporter } = loadEmbedded(options, 'restore', pgRestore);
  const dataRoot = path.resolve(config.values.DATA_ROOT);
  if (options.yes !== true) {
    throw new ConfigError(
      'NOT_CONFIRMED',
      `the database in ${dataRoot} would be replaced by that of ${file} (and kept beside it): add --yes if you mean it`,
    );
  }
  const report = (line: string): void => reporter.info(line);
  return withStopSignal((signal) => restore({ dataRoot, file: path.resolve(file), clock, report, signal }));
}

function explainFile(cause: unknown, output: string): unknown {
  if (!isUnwritable(cause)) return cause;
  const what = `the backup cannot be written to ${output}: ${messageOf(cause)}. Nothing was left of it`;
  return new ConfigError(
    'BACKUP_NOT_WRITTEN',
    `${what}; set BACKUP_ROOT or --output to a place with room that can be written.`,
    { cause },
  );
}
