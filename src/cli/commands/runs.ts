import type { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

interface RunsOptions extends CommonOptions {
  readonly limit: string;
}

export function runsCommand(): Command {
  return withSettings(commandWith('runs', 'list the last runs'))
    .option('--limit <n>', 'how many', '20')
    .action(listAction)
    .addCommand(
      withSettings(commandWith('show', 'show one run with its tasks'))
        .argument('<id>', 'run id, or the start of one')
        .action(showAction),
    );
}

async function listAction(options: RunsOptions): Promise<void> {
  const { listRuns } = await import('../../orchestration/run-history.ts');
  const { withWorkplace } = await import('../workplace.ts');
  const { renderRuns } = await import('../render/run-history.ts');
  const runs = await withWorkplace(options, (place) => listRuns(place.database.pool, options.limit));
  printData(options, { runs }, () => renderRuns(runs));
}

async function showAction(id: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  const { readRun } = await import('../../orchestration/run-history.ts');
  const { withWorkplace } = await import('../workplace.ts');
  const { renderPastRun } = await import('../render/run-history.ts');
  const found = await withWorkplace(options, (place) => readRun(place.database.pool, id));
  printData(options, found, () => renderPastRun(found));
}
