import { Command } from 'commander';
import { type CommonOptions, commandWith, storesOption, waitOption, withSettings } from '../common-options.ts';
import { EXIT, exitCodeOfRun } from '../exit-codes.ts';
import { printData, taskTeller } from '../output.ts';

/** What narrows the entries down. */
export interface QuarantineSelection extends CommonOptions {
  readonly stores?: string;
  readonly table?: string;
  readonly rule?: string;
}

interface ListOptions extends QuarantineSelection {
  readonly all?: boolean;
  readonly limit: string;
}

/** What `quarantine retry` is told. */
export interface RetryCommandOptions extends QuarantineSelection {
  readonly wait?: string | boolean;
}

function withQuarantineSelection(command: Command): Command {
  return withSettings(command)
    .addOption(storesOption('default all'))
    .option('--table <name>', 'the table that refused the records (payment_transactions, fact_payment)')
    .option('--rule <name>', 'the rule by which they were refused (missing_key, invalid_required)');
}

/** Commands about records that could not be stored. */
export function quarantineCommand(): Command {
  const list = withQuarantineSelection(commandWith('list', 'list the records in quarantine, the last first'))
    .option('--all', 'closed entries as well')
    .option('--limit <n>', 'how many', '50')
    .action(listAction);
  const show = withSettings(commandWith('show', 'show one record with its text, the reason and what to do'))
    .argument('<id>', 'number of the entry')
    .action(showAction);
  const retry = withQuarantineSelection(
    commandWith('retry', 'give records a second chance after something was put right; asks nothing of upstream'),
  )
    .argument('[ids...]', 'numbers of entries; default all open ones')
    .addOption(waitOption())
    .action(retryAction);
  return new Command('quarantine')
    .description('records that could not be stored')
    .addCommand(list, { isDefault: true })
    .addCommand(show)
    .addCommand(retry);
}

async function listAction(options: ListOptions): Promise<void> {
  const { executeQuarantineList } = await import('../actions/quarantine-action.ts');
  const { renderQuarantine } = await import('../render/quarantine.ts');
  const found = await executeQuarantineList(options);
  printData(options, found, () => renderQuarantine(found));
}

async function showAction(id: string, options: CommonOptions): Promise<void> {
  const { readQuarantineEntry } = await import('../../orchestration/quarantine.ts');
  const { withReadingPlace } = await import('../workplace.ts');
  const { renderQuarantineEntry } = await import('../render/quarantine.ts');
  const entry = await withReadingPlace(options, ({ db }) => readQuarantineEntry(db, id));
  printData(options, entry, () => renderQuarantineEntry(entry));
}

async function retryAction(ids: string[], options: RetryCommandOptions): Promise<void> {
  const { executeQuarantineRetry } = await import('../actions/quarantine-action.ts');
  const { renderRetry } = await import('../render/quarantine.ts');
  const report = await executeQuarantineRetry(ids, options, await taskTeller(options));
  printData(options, report, () => renderRetry(report));
  const ofRun = report.run === null ? EXIT.ok : exitCodeOfRun(report.run);
  process.exitCode = ofRun === EXIT.ok && report.refused.length > 0 ? EXIT.partial : ofRun;
}
