import { columnNameOf } from '../catalog/column-of-field.ts';
import type { Field } from '../catalog/field.ts';
import { isPersonal } from '../catalog/personal-data.ts';
import { isArray, isObject, NumberText, type SampleRecord, type SampleValue, textOf } from './sample-file.ts';

/** So many records are enough to show the shape. */
const KEPT = 8;
const FIRST_ID = 2_950_000_000_000_001n;
const FIRST_EVENT = '2025-11-01 12:00:00';
/** Digits beyond this many may be a phone, a card or a document number. */
const HARMLESS_DIGITS = 5;

/**
 * A copy of records without anything real in it: ids and texts are made up (equal ones stay equal), long numbers are
 * shortened, times moved so that the first event is in November 2025. Codes, flags, small counts and amounts stay.
 */
export function makeSynthetic(
  records: readonly SampleRecord[],
  fields: readonly Field[],
  firstTime: string | null,
): SampleRecord[] {
  const types = new Map(fields.map((field) => [field.path, field]));
  const names = new Map<string, string>();
  const moved = timeShift(records, firstTime);
  const madeUp = (path: string, value: SampleValue): SampleValue => {
    const text = textOf(value);
    if (text === '' || typeof value === 'boolean') return value;
    switch (types.get(path)?.type) {
      case 'id':
        return new NumberText(idFor(text, names));
      case 'datetime':
        return isPersonal(path) ? '1990-01-01 00:00:00' : moved(text);
      case 'decimal':
        return value;
      default:
        return value instanceof NumberText ? numberFor(value, names) : textFor(path, text, names);
    }
  };
  return records.slice(0, KEPT).map((record) => copyOf(record, '', fields, madeUp));
}

type Change = (path: string, value: SampleValue) => SampleValue;

/** Every documented member is there, null where the record lacks it. */
function copyOf(record: SampleRecord, prefix: string, fields: readonly Field[], change: Change): SampleRecord {
  const own = fields
    .map(({ path }) => path)
    .filter((path) => path.startsWith(prefix) && !/[.[]/.test(path.slice(prefix.length)));
  return Object.fromEntries(
    own.map((path) => {
      const name = path.slice(prefix.length);
      return [name, copyOfValue(record[name] ?? null, path, fields, change)];
    }),
  );
}

function copyOfValue(value: SampleValue, path: string, fields: readonly Field[], change: Change): SampleValue {
  // The simulator puts the profile of its own store there.
  if (path === 'siteProfile') return {};
  if (isArray(value)) {
    return value.map((item) => (isObject(item) ? copyOf(item, `${path}[].`, fields, change) : change(path, item)));
  }
  return isObject(value) ? copyOf(value, `${path}.`, fields, change) : change(path, value);
}

function idFor(text: string, names: Map<string, string>): string {
  if (/^0+$/.test(text)) return '0';
  return remembered(names, `id ${text}`, (count) => String(FIRST_ID + BigInt(count)));
}

/** A small number says nothing about anybody. */
function numberFor(number: NumberText, names: Map<string, string>): NumberText {
  if (number.text.length <= HARMLESS_DIGITS) return number;
  return new NumberText(remembered(names, `number ${number.text}`, (count) => String(10_000 + count)));
}

function textFor(path: string, text: string, names: Map<string, string>): string {
  const leaf = columnNameOf(path);
  return remembered(names, `text ${text}`, (count) =>
    /(mobile|phone|tel)/.test(leaf) ? `1990000${String(count).padStart(4, '0')}` : `${leaf} ${count + 1}`,
  );
}

function remembered(names: Map<string, string>, key: string, make: (count: number) => string): string {
  const known = names.get(key) ?? make(names.size);
  names.set(key, known);
  return known;
}

const secondsOf = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;
const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** Moves times of this century so that the first event is the same in every copy. */
function timeShift(records: readonly SampleRecord[], eventTime: string | null): (time: string) => string {
  const events = records.map((record) => (eventTime === null ? null : valueAt(record, eventTime)));
  const [first] = events.filter((time): time is string => typeof time === 'string' && time !== '').toSorted();
  const by = first === undefined ? 0 : secondsOf(FIRST_EVENT) - secondsOf(first);
  return (time) => (time.startsWith('20') ? timeOf(secondsOf(time) + by) : time);
}

/** The value at a dotted path of a record. */
export function valueAt(record: SampleRecord, path: string): SampleValue | undefined {
  return path
    .split('.')
    .reduce<SampleValue | undefined>((value, step) => (isObject(value) ? value[step] : undefined), record);
}
