import type { Endpoint } from '../../catalog/endpoint.ts';
import { ENUMS } from '../../catalog/enums.ts';
import type { Field } from '../../catalog/field.ts';
import { SITE_PROFILE_FIELDS } from '../../catalog/site-profile.ts';

/** One way in which records differ from the catalog; `bad-value` is what the typed tables add to the findings of a scan. */
export type DriftKind =
  | 'new-field'
  | 'missing-field'
  | 'null-field'
  | 'type-changed'
  | 'unknown-code'
  | 'other-case'
  | 'bad-value';

export interface DriftFinding {
  readonly kind: DriftKind;
  /** Dotted path as documented; for new fields as met. */
  readonly path: string;
  readonly rowsAffected: number;
  readonly rowsChecked: number;
  /** The first value met, shortened; null where there is none to show. */
  readonly sample: string | null;
}

interface KnownField {
  readonly field: Field;
  readonly codes: ReadonlySet<string> | null;
  readonly children: ReadonlyMap<string, KnownField>;
}

const SAMPLE_LENGTH = 80;

/**
 * Compares records with the declared fields of an endpoint as they pass by, in constant memory. The values come from
 * JSON.parse, so they are good for names, types and codes, never for amounts or ids.
 */
export class DriftScan {
  readonly #known: ReadonlyMap<string, KnownField>;
  readonly #findings = new Map<string, { kind: DriftKind; path: string; count: number; sample: string | null }>();
  #rows = 0;

  constructor(endpoint: Endpoint) {
    this.#known = buildTree(endpoint.fields);
  }

  observe(records: readonly unknown[]): void {
    for (const record of records) {
      this.#rows += 1;
      if (isObject(record)) this.#compare(record, this.#known, '');
    }
  }

  /** What differed so far, worst first. */
  findings(): DriftFinding[] {
    return [...this.#findings.values()]
      .map(({ kind, path, count, sample }) => ({ kind, path, rowsAffected: count, rowsChecked: this.#rows, sample }))
      .sort((a, b) => b.rowsAffected - a.rowsAffected || a.path.localeCompare(b.path));
  }

  #compare(object: Readonly<Record<string, unknown>>, known: ReadonlyMap<string, KnownField>, prefix: string): void {
    let met = 0;
    for (const key of Object.keys(object)) {
      const exact = known.get(key);
      const found = exact ?? knownInOtherCase(known, key);
      if (found === undefined) this.#note('new-field', prefix + key, object[key]);
      else {
        met += 1;
        if (exact === undefined) this.#note('other-case', found.field.path, key);
        this.#compareValue(object[key], found);
      }
    }
    if (met < known.size) this.#noteMissing(object, known);
  }

  #noteMissing(object: Readonly<Record<string, unknown>>, known: ReadonlyMap<string, KnownField>): void {
    const lowered = new Set(Object.keys(object).map((key) => key.toLowerCase()));
    for (const [name, { field }] of known) {
      if (!lowered.has(name.toLowerCase())) this.#note('missing-field', field.path, undefined);
    }
  }

  #compareValue(value: unknown, known: KnownField): void {
    const { field } = known;
    if (value === null) {
      if (field.nullable !== true) this.#note('null-field', field.path, undefined);
      return;
    }
    if (!fits(value, field)) this.#note('type-changed', field.path, value);
    else if (known.codes !== null && !known.codes.has(JSON.stringify(value)))
      this.#note('unknown-code', field.path, value);
    else if (known.children.size > 0) this.#compareChildren(value, known);
  }

  #compareChildren(value: unknown, known: KnownField): void {
    const prefix = `${known.field.path}${known.field.type === 'array' ? '[]' : ''}.`;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (isObject(item)) this.#compare(item, known.children, prefix);
    }
  }

  #note(kind: DriftKind, met: string, sample: unknown): void {
    const path = toStorable(met);
    const key = `${kind} ${path}`;
    const finding = this.#findings.get(key);
    if (finding === undefined) this.#findings.set(key, { kind, path, count: 1, sample: toSample(sample) });
    else finding.count += 1;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function knownInOtherCase(known: ReadonlyMap<string, KnownField>, key: string): KnownField | undefined {
  const lower = key.toLowerCase();
  for (const [name, field] of known) if (name.toLowerCase() === lower) return field;
  return undefined;
}

/** Whether a JSON value can be what the field declares; numbers as text are told apart by the typed layer. */
function fits(value: unknown, field: Field): boolean {
  switch (field.type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'text':
    case 'datetime':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean' || value === 0 || value === 1;
    default:
      return typeof value === 'number';
  }
}

function toSample(value: unknown): string | null {
  if (value === undefined) return null;
  return toStorable((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, SAMPLE_LENGTH));
}

/** The record with a NUL goes to quarantine; its finding is written all the same, and PostgreSQL takes no NUL in text. */
const toStorable = (text: string): string => text.replaceAll('\u0000', '\\u0000');

/** The flat list of paths as a tree, so that a record is walked once. */
function buildTree(fields: readonly Field[], prefix = ''): Map<string, KnownField> {
  const tree = new Map<string, KnownField>();
  for (const field of fields) {
    if (!field.path.startsWith(prefix)) continue;
    const name = field.path.slice(prefix.length);
    if (/[.[]/.test(name)) continue;
    tree.set(name, { field, codes: codesOf(field), children: childrenOf(field, fields) });
  }
  return tree;
}

function childrenOf(field: Field, fields: readonly Field[]): ReadonlyMap<string, KnownField> {
  if (field.shape === 'siteProfile') {
    return buildTree(
      SITE_PROFILE_FIELDS.map((inner) => ({ ...inner, path: `siteProfile.${inner.path}` })),
      'siteProfile.',
    );
  }
  if (field.type === 'object') return buildTree(fields, `${field.path}.`);
  if (field.type === 'array') return buildTree(fields, `${field.path}[].`);
  return new Map();
}

function codesOf(field: Field): ReadonlySet<string> | null {
  const declaration = field.enum === undefined ? undefined : ENUMS[field.enum];
  return declaration === undefined ? null : new Set(declaration.values.map((value) => JSON.stringify(value.code)));
}
