import type { Window } from '../api/archive/walk.ts';
import type { ContractFile } from '../catalog/contract-file.ts';
import type { DriftKind } from '../loaders/ods/drift-scan.ts';

/** In what way an endpoint differs from what the catalog says of it. */
export type ContractFindingKind =
  | DriftKind
  | 'refused'
  | 'list-missing'
  | 'list-moved'
  | 'total-missing'
  | 'key-missing'
  | 'bad-event-time'
  | 'outside-window'
  | 'other-store';

/** One difference. */
export interface ContractFinding {
  readonly kind: ContractFindingKind;
  /** `note`: the load copes with it by itself. */
  readonly severity: 'drift' | 'note';
  /** Dotted path of the field in a record, or of the list or total in the body. */
  readonly path: string;
  readonly rowsAffected: number;
  readonly rowsChecked: number;
  /** The first value met; null where there is none to show. */
  readonly sample: string | null;
  /** What it means and what to do. */
  readonly message: string;
  /** A CONTRACT_FILE that holds this correction alone; null when none is called for or none can be guessed. */
  readonly override: ContractFile | null;
}

/**
 * `empty`: answered, but without a record, so that nothing could be compared. `absent`: the archive holds no walk of it.
 * `refused`: an optional endpoint is shut, which a run takes for a warning. `unreadable`: the network or the credential
 * failed, so nothing is known.
 */
export type EndpointStatus = 'ok' | 'drift' | 'empty' | 'absent' | 'refused' | 'unreadable';

/** What was found of one endpoint. */
export interface EndpointCheck {
  readonly table: string;
  readonly task: string;
  readonly path: string;
  readonly status: EndpointStatus;
  /** The range asked for; null for endpoints without one. */
  readonly window: Window | null;
  readonly rowsChecked: number;
  /** Where the records were, in the spelling met; null when there was no list. */
  readonly listPath: string | null;
  /** Where the total was, and what it said; null when there was none or none is expected. */
  readonly total: { readonly path: string; readonly value: string } | null;
  /** Records that carry their key. */
  readonly rowsWithKey: number;
  readonly findings: readonly ContractFinding[];
  /** Why the endpoint could not be compared; null when it could. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The outcome of `contract check`. */
export interface ContractReport {
  readonly status: 'ok' | 'drift' | 'unreadable';
  readonly source: 'upstream' | 'archive';
  /** Null when an archive of several stores was read. */
  readonly siteId: string | null;
  readonly checkedAt: string;
  readonly endpoints: readonly EndpointCheck[];
  /** The corrections of all drift together with those in force, ready to be saved as CONTRACT_FILE; null when there is none. */
  readonly contractFile: ContractFile | null;
}

/** Puts the checks together; what could not be read weighs more than drift, because the answer is then incomplete. */
export function toContractReport(
  facts: Pick<ContractReport, 'source' | 'siteId' | 'checkedAt'>,
  endpoints: readonly EndpointCheck[],
  inForce: ContractFile | null,
): ContractReport {
  const has = (status: EndpointStatus): boolean => endpoints.some((endpoint) => endpoint.status === status);
  const status = has('unreadable') ? 'unreadable' : has('drift') ? 'drift' : 'ok';
  const findings = endpoints.flatMap((endpoint) => endpoint.findings);
  return { ...facts, status, endpoints, contractFile: mergeCorrections(findings, inForce) };
}

/** The corrections of all drift together with those in force; null when there is none. */
export function mergeCorrections(
  findings: readonly Pick<ContractFinding, 'severity' | 'override'>[],
  inForce: ContractFile | null,
): ContractFile | null {
  const corrections = findings.flatMap(({ severity, override }) => (severity === 'drift' ? (override ?? []) : []));
  if (corrections.length === 0) return null;
  return corrections.reduce<unknown>(mergeJson, inForce ?? { endpoints: {} }) as ContractFile;
}

/** Objects are merged key by key, anything else is replaced. */
function mergeJson(left: unknown, right: unknown): unknown {
  if (!isObject(left) || !isObject(right)) return right;
  const merged: Record<string, unknown> = { ...left };
  for (const [key, value] of Object.entries(right)) merged[key] = key in left ? mergeJson(left[key], value) : value;
  return merged;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
