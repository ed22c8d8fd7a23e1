import { resolvePath } from '../api/envelope.ts';
import type { ContractFile } from '../catalog/contract-file.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import type { DriftFinding, DriftKind } from '../loaders/ods/drift-scan.ts';
import { guessRenames, valuesAt } from './contract-rename.ts';
import type { ContractFinding } from './contract-report.ts';

const MEANINGS: Readonly<Record<DriftKind, string>> = {
  'new-field': 'not in the catalog: kept in the raw record, used by nothing',
  'missing-field': 'documented but not sent: what is made of it stays empty',
  'null-field': 'documented as never null: what is made of it stays empty in these rows',
  'type-changed': 'of another JSON type than documented: what is made of it may stay empty; the raw record keeps it',
  'unknown-code': 'a code without a meaning in the catalog: stored as it is, shown without a label',
  'bad-value': 'a value that is not of its type: empty in the typed table, where _raw keeps its text',
  'other-case': 'spelt in other letter case: matched all the same',
};

/** What differs in the fields of records, with a guess where a field went. */
export function fieldFindings(
  endpoint: Endpoint,
  drift: readonly DriftFinding[],
  records: readonly unknown[],
): ContractFinding[] {
  const renames = guessRenames(drift, endpoint.fields, records);
  const renamed = new Set(renames.values());
  const fields = drift.map((finding) => fieldFinding(endpoint, finding, renames, renamed));
  const rowsAffected = records.filter((record) => !isFilled(resolvePath(record, endpoint.key)?.value)).length;
  if (rowsAffected === 0) return fields;
  return [keyFinding(endpoint, { rowsAffected, rowsChecked: records.length }, renames, records), ...fields];
}

/** Zero is a key like any other; nothing is none. */
export function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function fieldFinding(
  endpoint: Endpoint,
  finding: DriftFinding,
  renames: ReadonlyMap<string, string>,
  renamed: ReadonlySet<string>,
): ContractFinding {
  const to = finding.kind === 'missing-field' ? renames.get(finding.path) : undefined;
  const stands = finding.kind === 'new-field' && renamed.has(finding.path);
  const guess =
    to !== undefined ? `; probably called ${to} now` : stands ? '; probably a documented field renamed' : '';
  return {
    ...finding,
    severity: finding.kind === 'other-case' ? 'note' : 'drift',
    message: `${MEANINGS[finding.kind]}${guess}`,
    override: to === undefined ? null : renameOverride(endpoint, finding.path, to),
  };
}

/** Renaming an object moves everything within it. CONTRACT_FILE names fields as the catalog does without it. */
function renameOverride(endpoint: Endpoint, from: string, to: string): ContractFile | null {
  const declared = ENDPOINTS.find(({ table }) => table === endpoint.table)?.fields ?? endpoint.fields;
  const moved = endpoint.fields.flatMap(({ path }, index) => {
    const rest = path.slice(from.length);
    if (!path.startsWith(from) || !/^($|\.|\[)/.test(rest)) return [];
    return [[declared[index]?.path ?? path, to + rest] as const];
  });
  return moved.length === 0 ? null : { endpoints: { [endpoint.table]: { fields: Object.fromEntries(moved) } } };
}

/** Without their key records go to quarantine, so this is told before all else. */
function keyFinding(
  endpoint: Endpoint,
  rows: Pick<ContractFinding, 'rowsAffected' | 'rowsChecked'>,
  renames: ReadonlyMap<string, string>,
  records: readonly unknown[],
): ContractFinding {
  const message = `records without their key ${endpoint.key}, which go to quarantine`;
  const to = renames.get(endpoint.key);
  const found = { ...rows, kind: 'key-missing', severity: 'drift', path: endpoint.key, sample: null } as const;
  if (to !== undefined) {
    return {
      ...found,
      message: `${message}; the key is probably ${to} now`,
      override: renameOverride(endpoint, endpoint.key, to),
    };
  }
  const guess = otherKey(endpoint, records);
  if (guess === null) return { ...found, message, override: null };
  const override = { endpoints: { [endpoint.table]: { key: guess } } };
  return { ...found, message: `${message}; ${guess} is different in every record and may serve`, override };
}

/** A field whose name ends in "id" and whose value is there, and another one, in every record. */
function otherKey(endpoint: Endpoint, records: readonly unknown[]): string | null {
  const names = new Set(records.flatMap((record) => (isObject(record) ? Object.keys(record) : [])));
  for (const name of names) {
    if (!/id$/i.test(name) || name === endpoint.key) continue;
    const values = valuesAt(records, name).filter((value) => isFilled(value) && value !== 0);
    if (records.length > 1 && values.length === records.length && new Set(values).size === records.length) return name;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
