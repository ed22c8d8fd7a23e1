import { editDistance } from '../base/nearest-name.ts';
import type { Field, FieldType } from '../catalog/field.ts';
import type { DriftFinding } from '../loaders/ods/drift-scan.ts';

/** Names at least this alike are taken for one renamed field. */
const ALIKE = 0.6;
/** Enough when the new field stands in exactly as many records as the old one is missing from. */
const ALIKE_IF_COUNTS_AGREE = 0.4;
/** A name that holds the other whole. */
const CONTAINS = 0.7;

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly score: number;
}

/**
 * Which missing documented fields probably go by a new name: under the same parent, of a type that fits, and similarly
 * called. Each new field stands for one missing field at most; the likeliest pairs go first.
 */
export function guessRenames(
  findings: readonly DriftFinding[],
  fields: readonly Field[],
  records: readonly unknown[],
): ReadonlyMap<string, string> {
  const missing = findings.filter(({ kind }) => kind === 'missing-field');
  const added = findings.filter(({ kind }) => kind === 'new-field');
  const pairs = missing.flatMap((gone) => added.flatMap((new_) => pairOf(gone, new_, fields, records)));
  const renames = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to } of pairs.toSorted((a, b) => b.score - a.score)) {
    if (renames.has(from) || taken.has(to)) continue;
    renames.set(from, to);
    taken.add(to);
  }
  return renames;
}

function pairOf(
  gone: DriftFinding,
  added: DriftFinding,
  fields: readonly Field[],
  records: readonly unknown[],
): Pair[] {
  const field = fields.find(({ path }) => path === gone.path);
  if (field === undefined || parentOf(gone.path) !== parentOf(added.path)) return [];
  const countsAgree = gone.rowsAffected === added.rowsAffected;
  const score = similarity(nameOf(gone.path), nameOf(added.path));
  if (score < (countsAgree ? ALIKE_IF_COUNTS_AGREE : ALIKE)) return [];
  const values = valuesAt(records, added.path);
  if (!values.every((value) => couldBe(value, field.type))) return [];
  return [{ from: gone.path, to: added.path, score: score + (countsAgree ? 1 : 0) }];
}

/** From 0 (nothing in common) to 1 (the same but for letter case and underscores). */
export function similarity(left: string, right: string): number {
  const [a, b] = [words(left), words(right)];
  const [plainA, plainB] = [a.join(''), b.join('')];
  const alike = 1 - editDistance(plainA, plainB) / Math.max(plainA.length, plainB.length, 1);
  const shorter = plainA.length < plainB.length ? plainA : plainB;
  const contains = shorter.length >= 3 && plainA.includes(plainB) !== plainB.includes(plainA) ? CONTAINS : 0;
  return Math.max(alike, contains, sharedWords(a, b));
}

function sharedWords(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((word) => b.includes(word)).length;
  return shared / Math.max(new Set([...a, ...b]).size, 1);
}

/** payAmount and pay_amount are both [pay, amount]. */
function words(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The values at a dotted path in all records; `[]` steps into lists. */
export function valuesAt(records: readonly unknown[], path: string): unknown[] {
  let values: readonly unknown[] = records;
  for (const step of path.split('.')) {
    const name = step.replace(/\[\]$/, '');
    const next = values.flatMap((value) => memberOf(value, name));
    values = step.endsWith('[]') ? next.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [])) : next;
  }
  return [...values];
}

function memberOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Readonly<Record<string, unknown>>;
  const key = name in object ? name : Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? [] : [object[key]];
}

const FITS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  id: isNumeric,
  int: isNumeric,
  decimal: isNumeric,
  bool: (value) => typeof value === 'boolean' || value === 0 || value === 1,
  text: (value) => typeof value === 'string',
  datetime: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value),
  array: Array.isArray,
  object: (value) => typeof value === 'object' && !Array.isArray(value),
};

function couldBe(value: unknown, type: FieldType): boolean {
  return value === null || FITS[type](value);
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
