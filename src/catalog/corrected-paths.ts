import type { Endpoint } from './endpoint.ts';
import { endpointOfTable } from './endpoints.ts';

/** Documented path → path as CONTRACT_FILE corrects it; corrections keep the order of fields. */
export function correctedPaths(endpoint: Endpoint): ReadonlyMap<string, string> {
  const documented = endpointOfTable(endpoint.table).fields;
  return new Map(documented.map((field, i) => [field.path, endpoint.fields[i]?.path ?? field.path]));
}
