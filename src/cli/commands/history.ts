import type { Command } from 'commander';
import { type CommonOptions, commandWith, storesOption, waitOption, withSettings } from '../common-options.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { printData } from '../output.ts';

export interface HistoryRebuildOptions extends CommonOptions {
  readonly from?: string;
  readonly fromArchive?: string;
  readonly stores?: string;
  readonly sample: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: string | boolean;
}

export function historyCommand(): Command {
  return commandWith('history', 'the histories of dimensions').addCommand(
    withSettings(
      commandWith('rebuild', 'make the history of a dimension anew from ODS; without --yes only show what differs'),
    )
      .argument('<dimension>', 'dim_member, dim_table …')
      .option(
        '--from <day>',
        'leave versions that ended before this business day as they are; default all of the history',
      )
      .option('--from-archive <dir>', 'load what this archive knows of the dimension into ODS first')
      .addOption(storesOption())
      .option('--sample <n>', 'differences to show of each store', '20')
      .option('--yes', 'write it')
      .option('--dry-run', 'only show what differs (the default)')
      .addOption(waitOption())
      .action(rebuildAction),
  );
}

async function rebuildAction(dimension: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<HistoryRebuildOptions>();
  const { executeRebuild } = await import('../actions/history-action.ts');
  const { renderRebuild } = await import('../render/history.ts');
  const report = await executeRebuild(dimension, options);
  printData(options, report, () => renderRebuild(report));
  process.exitCode = exitCodeOfRun(report);
}
