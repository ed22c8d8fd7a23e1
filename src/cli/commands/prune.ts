import type { Command } from 'commander';
import { type CommonOptions, commandWith, exportRootOption, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

export interface PruneOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function pruneCommand(): Command {
  return withSettings(
    commandWith('prune', 'remove what the RETENTION_ settings no longer keep; without --yes only show what that is'),
  )
    .addOption(exportRootOption())
    .option('--yes', 'remove it')
    .option('--dry-run', 'only show what would go (the default)')
    .action(pruneAction);
}

async function pruneAction(options: PruneOptions): Promise<void> {
  const { executePrune } = await import('../actions/prune-action.ts');
  const { renderPrune } = await import('../render/prune.ts');
  const report = await executePrune(options);
  printData(options, report, () => renderPrune(report));
}
