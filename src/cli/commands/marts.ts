import { Command } from 'commander';
import { type CommonOptions, commandWith, storesOption, waitOption, withSettings } from '../common-options.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

export interface MartsListOptions extends CommonOptions {
  readonly stores?: string;
}

export interface MartsRebuildOptions extends MartsListOptions {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly wait?: string | boolean;
}

/** Commands about the marts. */
export function martsCommand(): Command {
  const list = withSettings(commandWith('list', 'list the marts, and the days that have figures'))
    .addOption(storesOption())
    .action(listAction);
  const rebuild = withSettings(
    commandWith('rebuild', 'compute days again though nothing on them has changed, and publish those that pass'),
  )
    .option('--from <day>', 'first business day; default the first that has figures')
    .option('--to <day>', 'last business day; default the present one')
    .addOption(storesOption())
    .option('--dry-run', 'do everything, then roll it all back')
    .addOption(waitOption())
    .action(rebuildAction);
  return new Command('marts')
    .description('the figures by store and business day')
    .addCommand(list, { isDefault: true })
    .addCommand(rebuild);
}

async function listAction(options: MartsListOptions): Promise<void> {
  const { executeMartsList } = await import('../actions/marts-action.ts');
  const { renderMartList } = await import('../render/marts.ts');
  const listed = await executeMartsList(options);
  printData(options, listed, () => renderMartList(listed));
}

async function rebuildAction(options: MartsRebuildOptions): Promise<void> {
  const { executeMartsRebuild } = await import('../actions/marts-action.ts');
  const { renderRun } = await import('../render/run.ts');
  const report = await executeMartsRebuild(options, await taskTeller(options));
  printData(options, report, () => renderRun(report));
  process.exitCode = exitCodeOfRun(report);
}
