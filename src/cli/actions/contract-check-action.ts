import { resolve } from 'node:path';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { checkArchive } from '../../orchestration/contract-archive.ts';
import { checkUpstream } from '../../orchestration/contract-check.ts';
import type { ContractReport } from '../../orchestration/contract-report.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { selectTasks } from '../../orchestration/select-tasks.ts';
import type { ContractCheckOptions } from '../commands/contract.ts';
import { loadSurroundings, withStopSignal } from '../workplace.ts';

/** Compares upstream, or an archive, with the catalog and the CONTRACT_FILE in force. */
export async function executeContractCheck(options: ContractCheckOptions): Promise<ContractReport> {
  const isChosen = parseEndpoints(options.tasks);
  const surroundings = loadSurroundings(options);
  const { endpoints, config, contractInForce: inForce } = surroundings;
  const chosen = endpoints.filter(isChosen);
  if (options.archive !== undefined) {
    const siteId = config.values.STORE_ID ?? null;
    return checkArchive({ ...surroundings, dir: resolve(options.archive), siteId, endpoints: chosen, inForce });
  }
  const tables = new Set(chosen.map(({ table }) => table));
  return withStopSignal((signal) => checkUpstream({ ...surroundings, tables, inForce, signal }));
}

/** `--tasks` as a choice of endpoints; throws ConfigError for a code that no task has. */
export function parseEndpoints(tasks: string | undefined): (endpoint: Endpoint) => boolean {
  const codes = tasks === undefined ? null : selectTasks(tasks, TASKS).map((task) => task.code);
  return ({ task }) => codes === null || codes.includes(task);
}
