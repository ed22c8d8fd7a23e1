import { Command } from 'commander';
import { type CommonOptions, commandWith, storesOption, withSettings, withUpstream } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData } from '../output.ts';

/** What `contract check` is told. */
export interface ContractCheckOptions extends CommonOptions {
  readonly archive?: string;
  readonly tasks?: string;
}

/** What `contract drift` is told. */
export interface ContractDriftOptions extends CommonOptions {
  readonly stores?: string;
  readonly tasks?: string;
  readonly all?: boolean;
}

/** Commands about the contract with upstream. */
export function contractCommand(): Command {
  const check = withUpstream(commandWith('check', 'compare what upstream sends with what is expected of it'))
    .option('--archive <dir>', 'look at the newest archived answers in this folder instead of asking upstream')
    .option('--tasks <codes>', 'endpoints by task code, comma separated, * for anything; default all')
    .action(checkAction);
  const drift = withSettings(commandWith('drift', 'list what loads have met that is not as expected'))
    .addOption(storesOption('default all'))
    .option('--tasks <codes>', 'endpoints by task code, comma separated, * for anything; default all')
    .option('--all', 'differences as well that are no longer met')
    .action(driftAction);
  return new Command('contract').description('the contract with the upstream API').addCommand(check).addCommand(drift);
}

async function driftAction(options: ContractDriftOptions): Promise<void> {
  const { executeContractDrift } = await import('../actions/contract-drift-action.ts');
  const { renderDrift } = await import('../render/contract.ts');
  const report = await executeContractDrift(options);
  printData(options, report, () => renderDrift(report));
  process.exitCode = { ok: EXIT.ok, drift: EXIT.drift }[report.status];
}

async function checkAction(options: ContractCheckOptions): Promise<void> {
  const { executeContractCheck } = await import('../actions/contract-check-action.ts');
  const { renderContractReport } = await import('../render/contract.ts');
  const report = await executeContractCheck(options);
  printData(options, report, () => renderContractReport(report));
  process.exitCode = { ok: EXIT.ok, drift: EXIT.drift, unreadable: EXIT.failure }[report.status];
}
