import { columnNameOf } from '../catalog/column-of-field.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { ENUMS } from '../catalog/enums.ts';
import type { Field, FieldType } from '../catalog/field.ts';
import { toCamel, toWords } from './names.ts';
import { isArray, isObject, NumberText, type SampleRecord, type SampleValue, textOf } from './sample-file.ts';

/** What a sample tells of its fields. */
export interface InferredFields {
  readonly fields: readonly Field[];
  /** Lists of codes that no list of the catalog covers, by name: the codes seen. */
  readonly enums: Readonly<Record<string, readonly number[]>>;
  /** Fields whose Chinese name nobody knows. */
  readonly unnamed: readonly string[];
}

const DATETIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const WHOLE = /^-?\d+$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const MONEY_NAME = /(^|_)(money|amount|price|fee|balance|cost|charge|discount|paid|principal)(_|$)/;
const ID_NAME = /(^|_)id$/;
const FLAG_NAME = /^(is|has|can|able|enable)_/;
const CODE_NAME = /(^|_)(type|status|state|method|channel|kind|level|source)$/;
const MAX_CODES = 12;

/** Every field of the records, with the type its values allow, in the order of its first appearance. */
export function inferFields(records: readonly SampleRecord[], subject: string): InferredFields {
  const enums: Record<string, readonly number[]> = {};
  const unnamed: string[] = [];
  const fields = valuesByPath(records).map(([path, values]): Field => {
    if (path === 'siteProfile') return STORE_SNAPSHOT;
    const type = typeOf(columnNameOf(path), values);
    const known = knownField(path, type);
    if (known === undefined && path !== 'id') unnamed.push(path);
    const codes = type === 'int' && CODE_NAME.test(columnNameOf(path)) ? codesOf(values) : null;
    const list = codes === null ? undefined : listOf(codes, known, enumName(subject, columnNameOf(path)));
    if (list !== undefined && codes !== null && !(list in ENUMS)) enums[list] = codes;
    return describe({ path, type, known, list, nullable: values.includes(null) });
  });
  return { fields, enums, unnamed };
}

const STORE_SNAPSHOT: Field = {
  path: 'siteProfile',
  type: 'object',
  mark: 'assumed',
  zh: '门店快照',
  en: 'store snapshot',
  shape: 'siteProfile',
};

interface FieldFacts {
  readonly path: string;
  readonly type: FieldType;
  /** A field of the same name elsewhere in the catalog. */
  readonly known: Field | undefined;
  readonly list: string | undefined;
  readonly nullable: boolean;
}

function describe({ path, type, known, list, nullable }: FieldFacts): Field {
  const name = columnNameOf(path);
  const unit = known?.type === type ? known.unit : type === 'decimal' && MONEY_NAME.test(name) ? 'yuan' : undefined;
  return {
    path,
    type,
    mark: 'assumed',
    zh: known?.zh ?? `${name}(待命名)`,
    en: known?.en ?? toWords(name).toLowerCase(),
    ...(nullable ? { nullable } : {}),
    ...(unit === undefined ? {} : { unit }),
    ...(list === undefined ? {} : { enum: list }),
  };
}

type PathValues = readonly [path: string, values: readonly SampleValue[]];

/** All values of every path; null where a record does not have it. */
function valuesByPath(records: readonly SampleRecord[]): PathValues[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return names.flatMap((name) => {
    const values = records.map((record) => record[name] ?? null);
    const inner = values.flatMap((value) => (isArray(value) ? value : [value])).filter(isObject);
    const holder = values.some(isArray) ? `${name}[]` : name;
    // The store profile is described once for all endpoints.
    const below = name === 'siteProfile' ? [] : valuesByPath(inner);
    return [[name, values], ...below.map(([path, of]): PathValues => [`${holder}.${path}`, of])];
  });
}

function typeOf(name: string, values: readonly SampleValue[]): FieldType {
  const present = values.filter((value) => value !== null && value !== '');
  if (present.some(isArray)) return 'array';
  if (present.some(isObject)) return 'object';
  if (present.length === 0) return 'text';
  const numbers = present.every((value) => value instanceof NumberText);
  const texts = present.map(textOf);
  if (texts.every((text) => DATETIME.test(text))) return 'datetime';
  if (present.every((value) => typeof value === 'boolean')) return 'bool';
  if (!texts.every((text) => DECIMAL.test(text))) return 'text';
  return numberTypeOf(name, texts, numbers);
}

/** Texts of digits are numbers only where their name or length says so: a phone number is none. */
function numberTypeOf(name: string, texts: readonly string[], numbers: boolean): FieldType {
  const whole = texts.every((text) => WHOLE.test(text));
  if (whole && texts.some((text) => /^\d{15,}$/.test(text))) return 'id';
  if (!numbers) return MONEY_NAME.test(name) && !whole ? 'decimal' : 'text';
  if (whole && ID_NAME.test(name)) return 'id';
  if (FLAG_NAME.test(name) && texts.every((text) => /^[01]$/.test(text))) return 'bool';
  return whole && !MONEY_NAME.test(name) ? 'int' : 'decimal';
}

/** What several endpoints call alike most likely means the same here; `id` means something else everywhere. */
function knownField(path: string, type: FieldType): Field | undefined {
  const name = columnNameOf(path);
  if (name === 'id') return undefined;
  const same = ENDPOINTS.flatMap(({ fields }) => fields).filter(
    (field) => field.type === type && columnNameOf(field.path) === name,
  );
  const usual = same.find(({ zh }) => same.filter((field) => field.zh === zh).length * 2 > same.length);
  return same.length < 2 ? undefined : usual;
}

function codesOf(values: readonly SampleValue[]): number[] | null {
  const codes = [
    ...new Set(values.flatMap((value) => (value instanceof NumberText && WHOLE.test(value.text) ? [value.text] : []))),
  ].map(Number);
  const isList = codes.length > 0 && codes.length <= MAX_CODES && codes.every((code) => Math.abs(code) < 1000);
  return isList ? codes.toSorted((left, right) => left - right) : null;
}

/** `tournament_entry` and `entry_status` → `tournamentEntryStatus`. */
function enumName(subject: string, column: string): string {
  const last = subject.split('_').at(-1) ?? '';
  return toCamel(`${subject}_${column.startsWith(`${last}_`) ? column.slice(last.length + 1) : column}`);
}

/** The list of the same field elsewhere, where it knows all codes; else one of its own. */
function listOf(codes: readonly number[], known: Field | undefined, own: string): string {
  const listed = known?.enum === undefined ? [] : (ENUMS[known.enum]?.values ?? []);
  const covers = codes.every((code) => listed.some((value) => value.code === code));
  return covers && known?.enum !== undefined ? known.enum : own;
}
