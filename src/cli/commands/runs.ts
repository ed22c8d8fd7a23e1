import type { Command } from 'commander';
import { type CommonOptions, commandWith, waitOption, withSettings, withUpstream } from '../common-options.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

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
    )
    .addCommand(
      withUpstream(commandWith('resume', 'do what a run left undone: what failed, what never began, and what reads it'))
        .argument('<id>', 'run id, or the start of one')
        .addOption(waitOption())
        .action(resumeAction),
    );
}

async function listAction(options: RunsOptions): Promise<void> {
  const { listRuns } = await import('../../orchestration/run-history.ts');
  const { withReadingPlace } = await import('../workplace.ts');
  const { renderRuns } = await import('../render/run-history.ts');
  const { parseLimit } = await import('../parse-options.ts');
  const limit = parseLimit(options.limit);
  const runs = await withReadingPlace(options, ({ db }) => listRuns(db, limit));
  printData(options, { runs }, () => renderRuns(runs));
}

async function showAction(id: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  const { readRun } = await import('../../orchestration/run-history.ts');
  const { withReadingPlace } = await import('../workplace.ts');
  const { renderPastRun } = await import('../render/run-history.ts');
  const found = await withReadingPlace(options, ({ db }) => readRun(db, id));
  printData(options, found, () => renderPastRun(found));
}

async function resumeAction(id: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions & { readonly wait?: string | boolean }>();
  const { executeResume } = await import('../actions/resume-action.ts');
  const { renderRun } = await import('../render/run.ts');
  const report = await executeResume(id, options, await taskTeller(options));
  if (report === null) return printData(options, { resumed: id, tasks: [] }, () => `run ${id}: nothing is left to do`);
  printData(options, report, () => renderRun(report));
  process.exitCode = exitCodeOfRun(report);
}
