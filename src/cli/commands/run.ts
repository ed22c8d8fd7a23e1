import type { Command } from 'commander';
import {
  acceptDeletesOption,
  type CommonOptions,
  commandWith,
  storesOption,
  waitOption,
  withUpstream,
} from '../common-options.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

/** What selects the work; the same for `run` and `plan`. */
export interface SelectionOptions extends CommonOptions {
  readonly tasks?: string;
  readonly stores?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reread?: string;
}

interface RunCommandOptions extends SelectionOptions {
  readonly dryRun?: boolean;
  readonly acceptDeletes?: boolean;
  readonly wait?: string | boolean;
  readonly source: string;
}

/** Adds the options that select stores, tasks and range. */
export function withSelection(command: Command): Command {
  return command
    .option(
      '--tasks <codes>',
      'tasks or groups (ORDERS, PAYMENTS, MEMBERS), comma separated, * for anything (ODS_*); default all enabled',
    )
    .addOption(storesOption())
    .option('--from <day>', 'first business day, or "YYYY-MM-DD HH:MM:SS"; default where the last run ended')
    .option('--reread <days>', 'read so many business days again besides, because records are edited later')
    .option('--to <day>', 'last business day (included), or "YYYY-MM-DD HH:MM:SS" (excluded); default now');
}

export function runCommand(): Command {
  return withSelection(withUpstream(commandWith('run', 'load what is due from upstream (the default command)')))
    .option('--dry-run', 'do everything, then roll it all back')
    .addOption(acceptDeletesOption())
    .addOption(waitOption())
    .option('--source <source>', 'online: ask upstream; archive: read EXPORT_ROOT again', 'online')
    .action(runAction);
}

async function runAction(options: RunCommandOptions): Promise<void> {
  const { executeRun } = await import('../actions/run-action.ts');
  const { renderRun } = await import('../render/run.ts');
  const report = await executeRun(options, await taskTeller(options));
  printData(options, report, () => renderRun(report));
  process.exitCode = exitCodeOfRun(report);
}
