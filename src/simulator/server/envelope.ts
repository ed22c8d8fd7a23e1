import type { SimulatedEndpoint } from '../contract/endpoints.ts';
import { stringifyWire, type WireJson, type WireRecord } from './wire.ts';

/** A successful answer before it becomes text. */
export interface Envelope {
  readonly code: number;
  readonly msg: string;
  /** Where the records sit, from the root: ['data', 'settleList']. */
  readonly path: readonly string[];
  readonly records: readonly WireRecord[];
  /** True when the record itself sits at the path, not a list. */
  readonly single: boolean;
  /** Null when the answer does not say. */
  readonly total: number | null;
}

/** The envelope the contract documents for an endpoint. */
export function documentedEnvelope(
  endpoint: SimulatedEndpoint,
  records: readonly WireRecord[],
  total: number,
): Envelope {
  return {
    code: 0,
    msg: 'success',
    path: endpoint.listPath.split('.'),
    records,
    single: endpoint.mode === 'per-id',
    total: endpoint.totalPath === null ? null : total,
  };
}

/** The body text; a total has no place, and is dropped, when `data` itself is the list. */
export function envelopeText(envelope: Envelope): string {
  const payload: WireJson = envelope.single ? (envelope.records[0] ?? null) : envelope.records;
  const [, key] = envelope.path;
  const data: WireJson =
    key === undefined
      ? payload
      : envelope.total === null
        ? { [key]: payload }
        : { [key]: payload, total: envelope.total };
  return stringifyWire({ code: envelope.code, msg: envelope.msg, data });
}
