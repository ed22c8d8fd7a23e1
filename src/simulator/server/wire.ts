import { Cents, type ExactJson } from '../hall-source.ts';

/** JSON text put on the wire as it stands: for values no JavaScript value can express (float noise, 30 digits, a key twice). */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What the server can print: the hall's exact values, and raw text where upstream misbehaves. */
export type WireJson = ExactJson | RawJson | readonly WireJson[] | { readonly [key: string]: WireJson };

/** One record on its way to the wire. */
export type WireRecord = { readonly [key: string]: WireJson };

/** Prints JSON text in which every digit is the one meant; JSON.stringify alone would refuse bigint and round money. */
export function stringifyWire(value: WireJson): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return stringifyNumber(value);
    default:
      return stringifyObject(value);
  }
}

function stringifyObject(value: Exclude<WireJson, null | string | number | bigint | boolean>): string {
  if (value instanceof Cents) return centsText(value);
  if (value instanceof RawJson) return value.text;
  if (isList(value)) return `[${value.map(stringifyWire).join(',')}]`;
  let members = '';
  for (const key in value) {
    members += `${members === '' ? '' : ','}${keyText(key)}:${stringifyWire(value[key] as WireJson)}`;
  }
  return `{${members}}`;
}

/** Field names as JSON text, kept because every record repeats the same ones. */
const KEY_TEXTS = new Map<string, string>();
const MAX_KEY_TEXTS = 5000;

function keyText(key: string): string {
  const known = KEY_TEXTS.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (KEY_TEXTS.size < MAX_KEY_TEXTS) KEY_TEXTS.set(key, text);
  return text;
}

function stringifyNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`the hall produced the number ${value}, which JSON cannot express`);
  return String(value);
}

/** The amount in yuan with as few decimals as it needs: 4800 → 48, 4850 → 48.5, -5 → -0.05. */
export function centsText(amount: Cents): string {
  if (!Number.isSafeInteger(amount.value)) {
    throw new TypeError(`the hall produced ${amount.value} cents, which is not a whole number of cents`);
  }
  const digits = String(Math.abs(amount.value)).padStart(3, '0');
  const fraction = digits.slice(-2).replace(/0+$/, '');
  const sign = amount.value < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** True for an object with members: not a list, not money, not raw text. */
export function isRecord(value: WireJson | undefined): value is WireRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Cents) &&
    !(value instanceof RawJson)
  );
}

/** True for a list of values. */
export function isList(value: WireJson | undefined): value is readonly WireJson[] {
  return Array.isArray(value);
}
