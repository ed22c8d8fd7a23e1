import type { Command } from 'commander';
import type { TaskReport } from '../../orchestration/run-report.ts';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { EXIT, exitCodeOfRun } from '../exit-codes.ts';
import { printData } from '../output.ts';

export interface ImportLegacyOptions extends CommonOptions {
  readonly from: string;
  readonly schema: string;
  readonly tables?: string;
  readonly stores?: string;
  readonly addStores?: boolean;
  readonly payloadColumn?: string;
  readonly timeColumn?: string;
  readonly timezone?: string;
  readonly fetchedAt?: string;
  readonly dryRun?: boolean;
  readonly wait?: string | boolean;
}

export function importLegacyCommand(): Command {
  return withSettings(commandWith('import-legacy', 'load the raw records that the Python system kept in its database'))
    .requiredOption(
      '--from <dsn>',
      'database of the old system; only read (leave the password to PGPASSWORD or pgpass)',
    )
    .option('--schema <name>', 'schema of its raw records', 'billiards_ods')
    .option('--tables <names>', 'only these of its tables, comma separated')
    .option('--stores <ids>', 'only these stores; default all that etl_store knows')
    .option('--add-stores', 'enter stores that the old system knows and etl_store does not')
    .option('--payload-column <name>', 'column of the records, where it is not found by its name')
    .option('--time-column <name>', 'column that says when a record was received')
    .option('--timezone <zone>', 'zone of times stored without one; default TIMEZONE')
    .option('--fetched-at <instant>', 'when records without a time were received (2025-11-30T00:00:00+08:00)')
    .option('--export-root <dir>', 'folder of the archive')
    .option('--dry-run', 'say what was found and what would be loaded; keep nothing')
    .option('--wait [seconds]', 'wait for another run of the store instead of ending with code 75')
    .action(importLegacyAction);
}

async function importLegacyAction(options: ImportLegacyOptions): Promise<void> {
  const { executeImportLegacy } = await import('../actions/import-legacy-action.ts');
  const { renderImport, toImportData } = await import('../render/import-legacy.ts');
  const { renderTaskEnd } = await import('../render/run.ts');
  const say = (report: TaskReport): void => {
    if (options.quiet !== true) process.stderr.write(`${renderTaskEnd(report)}\n`);
  };
  const outcome = await executeImportLegacy(options, say);
  printData(options, toImportData(outcome), () => renderImport(outcome));
  const leftOut = outcome.unreadable.some(({ byNature }) => byNature !== true) || outcome.strangers.length > 0;
  process.exitCode = leftOut ? EXIT.partial : exitCodeOfRun(outcome.run);
}
