import { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData } from '../output.ts';

export interface CheckCommandOptions extends CommonOptions {
  readonly dsn?: string;
  readonly query: string;
}

export interface BackupCommandOptions extends CommonOptions {
  readonly output?: string;
  readonly keep?: string;
}

export interface RestoreCommandOptions extends CommonOptions {
  readonly yes?: boolean;
}

/** Commands for the embedded database, and for reaching whichever database is configured. */
export function dbCommand(): Command {
  const start = withSettings(commandWith('start', 'start the embedded database and leave it running'));
  const stop = withSettings(commandWith('stop', 'stop the embedded database'));
  const status = withSettings(commandWith('status', 'tell whether the configured database answers; exit 1 if not'));
  const check = commandWith('check', 'ask a database one question: exit 0 when it answers, 1 and the reason when not')
    .option('--dsn <dsn>', 'connection string; default TEST_DB_DSN, from the environment or .env')
    .option('--query <sql>', 'the question; it cannot write', 'SELECT 1 AS ok');
  const url = withSettings(commandWith('url', 'print the connection string, password included'));
  const psql = withSettings(commandWith('psql', 'open psql on the database; arguments after -- are passed on'));
  const backup = withSettings(commandWith('backup', 'copy the embedded database into one file; it is stopped for it'))
    .option('--output <file>', 'the file; default one named after the moment in BACKUP_ROOT')
    .option('--keep <n>', 'afterwards remove all but the newest backups from BACKUP_ROOT');
  const restore = withSettings(commandWith('restore', 'put a backup in the place of the embedded database'))
    .argument('<file>', 'a file that "db backup" made')
    .option('--yes', 'really do it; the present database is kept under another name');
  psql.argument('[args...]', 'arguments for psql, for example: -- -c "select 1"');
  return new Command('db')
    .description('the embedded database')
    .addCommand(start.action(startAction))
    .addCommand(stop.action(stopAction))
    .addCommand(status.action(statusAction))
    .addCommand(check.action(checkAction))
    .addCommand(url.action(urlAction))
    .addCommand(psql.action(psqlAction))
    .addCommand(backup.action(backupAction))
    .addCommand(restore.action(restoreAction));
}

async function startAction(options: CommonOptions): Promise<void> {
  const { startDatabase } = await import('../actions/db-server-action.ts');
  const started = await startDatabase(options);
  printData(options, started, () => started.summary);
}

async function stopAction(options: CommonOptions): Promise<void> {
  const { stopDatabase } = await import('../actions/db-server-action.ts');
  const stopped = await stopDatabase(options);
  printData(options, stopped, () => stopped.summary);
}

async function statusAction(options: CommonOptions): Promise<void> {
  const { readDatabaseStatus } = await import('../actions/db-server-action.ts');
  const status = await readDatabaseStatus(options);
  printData(options, status, () => status.summary);
  process.exitCode = status.running ? EXIT.ok : EXIT.failure;
}

async function checkAction(options: CheckCommandOptions): Promise<void> {
  const { checkConnection } = await import('../actions/db-check-action.ts');
  const { renderConnectionCheck } = await import('../render/db-check.ts');
  const check = await checkConnection(options);
  printData(options, check, () => renderConnectionCheck(check));
  process.exitCode = check.ok ? EXIT.ok : EXIT.failure;
}

async function urlAction(options: CommonOptions): Promise<void> {
  const { connectionUrl } = await import('../actions/db-connect-action.ts');
  const found = await connectionUrl(options);
  printData(options, found, () => found.url);
}

async function psqlAction(args: readonly string[], options: CommonOptions): Promise<void> {
  const { openPsql } = await import('../actions/db-connect-action.ts');
  process.exitCode = (await openPsql(options, args)) ? EXIT.ok : EXIT.failure;
}

async function backupAction(options: BackupCommandOptions): Promise<void> {
  const { executeBackup } = await import('../actions/db-backup-action.ts');
  const { renderBackup } = await import('../render/backup.ts');
  const made = await executeBackup(options);
  printData(options, made, () => renderBackup(made));
}

async function restoreAction(file: string, options: RestoreCommandOptions): Promise<void> {
  const { executeRestore } = await import('../actions/db-backup-action.ts');
  const { renderRestore } = await import('../render/backup.ts');
  const restored = await executeRestore(file, options);
  printData(options, restored, () => renderRestore(restored));
}
