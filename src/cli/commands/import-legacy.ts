import type { Command } from 'commander';
import {
  type CommonOptions,
  commandWith,
  exportRootOption,
  storesOption,
  waitOption,
  withSettings,
} from '../common-options.ts';
import { EXIT, exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

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
    .addOption(storesOption('default all that etl_store knows'))
    .option('--add-stores', 'enter stores that the old system knows and etl_store does not')
    .option('--payload-column <name>', 'column of the records, where it is not found by its name')
    .option('--time-column <name>', 'column that says when a record was received')
    .option('--timezone <zone>', 'zone of times stored without one; default TIMEZONE')
    .option('--fetched-at <instant>', 'when records without a time were received (2025-11-30T00:00:00+08:00)')
    .addOption(exportRootOption())
    .option('--dry-run', 'say what was found and what would be loaded; keep nothing')
    .addOption(waitOption())
    .action(importLegacyAction);
}

async function importLegacyAction(options: ImportLegacyOptions): Promise<void> {
  const { executeImportLegacy } = await import('../actions/import-legacy-action.ts');
  const { renderImport, toImportData } = await import('../render/import-legacy.ts');
  const outcome = await executeImportLegacy(options, await taskTeller(options));
  printData(options, toImportData(outcome), () => renderImport(outcome));
  const leftOut = outcome.unreadable.some(({ byNature }) => byNature !== true) || outcome.strangers.length > 0;
  process.exitCode = leftOut ? EXIT.partial : exitCodeOfRun(outcome.run);
}
