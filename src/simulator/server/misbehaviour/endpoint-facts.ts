import type { SimulatedEndpoint, SimulatedField } from '../../contract/endpoints.ts';
import { valueAt } from '../record-path.ts';
import { stringifyWire, type WireRecord } from '../wire.ts';

const SITE_ID_PATHS = ['site_id', 'siteId', 'settleList.siteId'];

/** Where a row of the endpoint says which store it belongs to; undefined when it does not. */
export function siteIdPath(endpoint: SimulatedEndpoint): string | undefined {
  return endpoint.fields.find(({ path }) => SITE_ID_PATHS.includes(path))?.path;
}

/** The text of a row's key; empty when it has none. */
export function keyOf(row: WireRecord, endpoint: SimulatedEndpoint): string {
  const key = valueAt(row, endpoint.key);
  return key === undefined ? '' : stringifyWire(key);
}

/** True for the fields without which a row cannot be placed: key, event time, store. */
export function isProtected(endpoint: SimulatedEndpoint, path: string): boolean {
  return path === endpoint.key || path === endpoint.eventTime || SITE_ID_PATHS.includes(path);
}

/** The fields a switch may spoil without making the row homeless: single values, not inside a list. */
export function spoilableFields(endpoint: SimulatedEndpoint): readonly SimulatedField[] {
  return endpoint.fields.filter(
    ({ path, type }) =>
      !path.includes('[]') && type !== 'object' && type !== 'array' && type !== 'id' && !isProtected(endpoint, path),
  );
}
