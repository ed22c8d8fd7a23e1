import { toSiteId } from '../../base/ids.ts';
import { type DriftReport, readDrift } from '../../orchestration/contract-drift.ts';
import type { ContractDriftOptions } from '../commands/contract.ts';
import { parseStoreIds } from '../parse-options.ts';
import { withWorkplace } from '../workplace.ts';
import { parseEndpoints } from './contract-check-action.ts';

/** Compares what loads have met with the contract in force. */
export async function executeContractDrift(options: ContractDriftOptions): Promise<DriftReport> {
  const isChosen = parseEndpoints(options.tasks);
  const siteIds = parseStoreIds(options.stores)?.map(toSiteId) ?? null;
  return withWorkplace(options, (place) =>
    readDrift(place.database.pool, {
      endpoints: place.endpoints.filter(isChosen),
      siteIds,
      inForce: place.contractInForce,
      all: options.all ?? false,
    }),
  );
}
