import type { Command } from 'commander';
import {
  acceptDeletesOption,
  type CommonOptions,
  commandWith,
  storesOption,
  withSettings,
  withUpstream,
} from '../common-options.ts';
import { EXIT, exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

export interface BackfillOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly window: string;
  readonly parallel: string;
  readonly tasks?: string;
  readonly stores?: string;
  readonly missing?: boolean;
  readonly dryRun?: boolean;
  readonly queue?: boolean;
  readonly acceptDeletes?: boolean;
}

/** Long ranges, read in pieces beside the live sync. */
export function backfillCommand(): Command {
  return withPace(withUpstream(commandWith('backfill', 'read a long range in pieces, beside the live sync')))
    .option('--from <day>', 'first business day')
    .option('--to <day>', 'last business day (included)')
    .option('--window <days>', 'days read as one piece; auto: as many as bring some thousand rows', 'auto')
    .option('--tasks <codes>', 'endpoints, as with run; default all that are read by windows')
    .addOption(storesOption())
    .option('--missing', 'only what no complete walk has read')
    .option('--dry-run', 'show the plan, read nothing')
    .option('--queue', 'leave it to the workers, a window at a time (see "worker")')
    .action(startAction)
    .addCommand(withSettings(commandWith('list', 'list the backfills and how far they have come')).action(listAction))
    .addCommand(
      withPace(withUpstream(commandWith('resume', 'go on with a backfill: what failed and what is left')))
        .argument('<id>', 'number of the backfill')
        .action(resumeAction),
    )
    .addCommand(
      withSettings(commandWith('cancel', 'give a backfill up; what it has read stays'))
        .argument('<id>', 'number of the backfill')
        .action(cancelAction),
    );
}

function withPace(command: Command): Command {
  return command.option('--parallel <n>', 'pieces read at the same time', '4').addOption(acceptDeletesOption());
}

async function startAction(options: BackfillOptions): Promise<void> {
  const { executeBackfill } = await import('../actions/backfill-action.ts');
  const { renderBackfillPlans } = await import('../render/backfill.ts');
  const { renderRun } = await import('../render/run.ts');
  const outcome = await executeBackfill(options, await taskTeller(options));
  if (outcome.kind === 'plan') return printData(options, outcome, () => renderBackfillPlans(outcome.plans));
  if (outcome.kind === 'queued') {
    const { backfills } = outcome;
    const line = `${backfills.length} backfills are left to the workers; "feiqiu-etl backfill list" shows how far they are`;
    return printData(options, { queued: backfills }, () => line);
  }
  printData(options, { runs: outcome.reports }, () => outcome.reports.map(renderRun).join('\n\n'));
  process.exitCode = Math.max(EXIT.ok, ...outcome.reports.map(exitCodeOfRun));
}

async function resumeAction(id: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<BackfillOptions>();
  const { executeBackfillResume } = await import('../actions/backfill-action.ts');
  const { renderRun } = await import('../render/run.ts');
  const report = await executeBackfillResume(id, options, await taskTeller(options));
  printData(options, report, () => renderRun(report));
  process.exitCode = exitCodeOfRun(report);
}

async function listAction(_: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  const { listBackfills } = await import('../../orchestration/backfill/ledger.ts');
  const { withReadingPlace } = await import('../workplace.ts');
  const { renderBackfills } = await import('../render/backfill.ts');
  const backfills = await withReadingPlace(options, ({ db }) => listBackfills(db));
  printData(options, { backfills }, () => renderBackfills(backfills));
}

async function cancelAction(id: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  const { executeBackfillCancel } = await import('../actions/backfill-action.ts');
  await executeBackfillCancel(id, options);
  printData(options, { cancelled: id }, () => `backfill ${id} is given up; what it has read stays`);
}
