import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkArchive } from '../../orchestration/contract-archive.ts';
import { checkUpstream } from '../../orchestration/contract-check.ts';
import type { ContractFile, ContractReport } from '../../orchestration/contract-report.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { selectTasks } from '../../orchestration/select-tasks.ts';
import type { ContractCheckOptions } from '../commands/contract.ts';
import { loadSurroundings, type Surroundings, withStopSignal } from '../workplace.ts';

/** Compares upstream, or an archive, with the catalog and the CONTRACT_FILE in force. */
export async function executeContractCheck(options: ContractCheckOptions): Promise<ContractReport> {
  const codes = options.tasks === undefined ? null : selectTasks(options.tasks, TASKS).map((task) => task.code);
  const surroundings = loadSurroundings(options);
  const { endpoints, config } = surroundings;
  const chosen = endpoints.filter(({ task }) => codes === null || codes.includes(task));
  const inForce = readContractFile(surroundings);
  if (options.archive !== undefined) {
    const siteId = config.values.STORE_ID ?? null;
    return checkArchive({ ...surroundings, dir: resolve(options.archive), siteId, endpoints: chosen, inForce });
  }
  const tables = new Set(chosen.map(({ table }) => table));
  return withStopSignal((signal) => checkUpstream({ ...surroundings, tables, inForce, signal }));
}

/** Read, checked and applied already: here it is only merged with what is found. */
function readContractFile({ config }: Surroundings): ContractFile | null {
  const { CONTRACT_FILE: file } = config.values;
  return file === undefined ? null : (JSON.parse(readFileSync(file, 'utf8')) as ContractFile);
}
