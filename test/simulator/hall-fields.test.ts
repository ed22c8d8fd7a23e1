import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  SIMULATED_ENDPOINTS,
  SIMULATED_SITE_PROFILE,
  type SimulatedField,
  type SimulatedType,
} from '../../src/simulator/contract/endpoints.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { Cents, type ExactJson, type ExactRecord } from '../../src/simulator/hall-source.ts';
import { readStore, rowsOf } from './rules/dataset.ts';

const HALLS = createHalls({ seed: 5, storeCount: 3, openingDate: '2025-11-25', visitsPerDay: 60 });
const DATA = readStore(HALLS, HALLS.siteIdAt(2), '2025-12-05 21:00:00');

const IS_OF_TYPE: Readonly<Record<SimulatedType, (value: ExactJson) => boolean>> = {
  id: (value) => typeof value === 'bigint' && value >= 0n && value < 2n ** 53n,
  int: (value) => Number.isSafeInteger(value),
  bool: (value) => value === 0 || value === 1,
  decimal: (value) => (value instanceof Cents ? Number.isSafeInteger(value.value) : Number.isSafeInteger(value)),
  text: (value) => typeof value === 'string',
  datetime: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: (value) => Array.isArray(value),
};

describe('every row has exactly the fields of the contract, of their types', () => {
  it.each(SIMULATED_ENDPOINTS)('$table', ({ table, fields }) => {
    const known = new Map(allFields(fields).map((field) => [field.path, field]));
    const seen = new Set<string>();
    const problems = new Set<string>();
    for (const row of rowsOf(DATA, table)) collect(row, '', { known, seen, problems });
    expect([...problems]).toEqual([]);
    // Ids of kinds (skills, cards) are ids here whatever the code list; every documented path must have come up.
    expect([...known.keys()].filter((path) => !seen.has(path))).toEqual([]);
  });
});

interface Findings {
  readonly known: ReadonlyMap<string, SimulatedField>;
  readonly seen: Set<string>;
  readonly problems: Set<string>;
}

function allFields(fields: readonly SimulatedField[]): SimulatedField[] {
  const profile = SIMULATED_SITE_PROFILE.map((field) => ({ ...field, path: `siteProfile.${field.path}` }));
  return fields.some((field) => field.path === 'siteProfile') ? [...fields, ...profile] : [...fields];
}

/** Notes each path of a row; missing keys show up as known children of a seen parent that never came. */
function collect(row: ExactRecord, prefix: string, findings: Findings): void {
  for (const [name, value] of Object.entries(row)) {
    const path = `${prefix}${name}`;
    const field = findings.known.get(path);
    findings.seen.add(path);
    if (field === undefined) findings.problems.add(`${path} is not in the contract`);
    else if (value === null ? !field.nullable : !IS_OF_TYPE[field.type](value)) {
      findings.problems.add(`${path} is not ${field.type}: ${inspect(value)}`);
    }
    if (Array.isArray(value)) {
      const items = value.filter((item: ExactJson) => typeof item === 'object');
      for (const item of items as ExactRecord[]) collect(item, `${path}[].`, findings);
    } else if (value !== null && typeof value === 'object' && !(value instanceof Cents)) {
      collect(value as ExactRecord, `${path}.`, findings);
    }
  }
  missingKeys(row, prefix, findings);
}

function missingKeys(row: ExactRecord, prefix: string, { known, problems }: Findings): void {
  for (const path of known.keys()) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    if (!/[.[]/.test(rest) && !(rest in row)) problems.add(`${path} is missing`);
  }
}
