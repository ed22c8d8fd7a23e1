import type { Command } from 'commander';
import {
  acceptDeletesOption,
  type CommonOptions,
  commandWith,
  storesOption,
  waitOption,
  withSettings,
} from '../common-options.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

export interface ReplayCommandOptions extends CommonOptions {
  readonly tasks?: string;
  readonly stores?: string;
  readonly include?: string;
  readonly fileNames?: string;
  readonly dropSchemaFirst?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly acceptDeletes?: boolean;
  readonly wait?: string | boolean;
}

export function replayCommand(): Command {
  return withSettings(commandWith('replay', 'load archived answers or plain JSON files again, without a request'))
    .argument(
      '[dir]',
      'archive, or folder of JSON files (settlement_records.json, 结账记录.json); default JSON_DOC_DIR, then the archive',
    )
    .option('--tasks <codes>', 'only these tasks or groups (ORDERS,ODS_PAYMENT)')
    .addOption(storesOption('default those the folder names, else the enabled ones'))
    .option('--include <files>', 'only these files or tables, comma separated (also INCLUDE_FILES)')
    .option(
      '--file-names <file>',
      'JSON file that tells which table files with other names hold: {"my file": "ods_table"}',
    )
    .option('--drop-schema-first', 'remove the data of all layers first (needs --yes; also DROP_SCHEMA_FIRST)')
    .option('--yes', 'yes, really')
    .option('--dry-run', 'do everything, then roll it all back')
    .addOption(acceptDeletesOption())
    .addOption(waitOption())
    .action(replayAction);
}

async function replayAction(dir: string | undefined, options: ReplayCommandOptions): Promise<void> {
  const { executeReplay } = await import('../actions/replay-action.ts');
  const { renderRun } = await import('../render/run.ts');
  const report = await executeReplay(dir, options, await taskTeller(options));
  printData(options, report, () => renderRun(report));
  process.exitCode = exitCodeOfRun(report);
}
