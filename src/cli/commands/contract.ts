import { Command } from 'commander';
import { type CommonOptions, commandWith, withUpstream } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData } from '../output.ts';

/** What `contract check` is told. */
export interface ContractCheckOptions extends CommonOptions {
  readonly archive?: string;
  readonly tasks?: string;
}

/** Commands about the contract with upstream. */
export function contractCommand(): Command {
  const check = withUpstream(commandWith('check', 'compare what upstream sends with what is expected of it'))
    .option('--archive <dir>', 'look at the newest archived answers in this folder instead of asking upstream')
    .option('--tasks <codes>', 'endpoints by task code, comma separated, * for anything; default all')
    .action(checkAction);
  return new Command('contract').description('the contract with the upstream API').addCommand(check);
}

async function checkAction(options: ContractCheckOptions): Promise<void> {
  const { executeContractCheck } = await import('../actions/contract-check-action.ts');
  const { renderContractReport } = await import('../render/contract.ts');
  const report = await executeContractCheck(options);
  printData(options, report, () => renderContractReport(report));
  process.exitCode = { ok: EXIT.ok, drift: EXIT.drift, unreadable: EXIT.failure }[report.status];
}
