import { toSiteId } from '../../src/base/ids.ts';
import type { LocalTime } from '../../src/base/local-time.ts';
import { settlementRecords } from '../../src/catalog/endpoints/settlement-records.ts';
import { ENUMS } from '../../src/catalog/enums.ts';
import type { Field } from '../../src/catalog/field.ts';
import { SITE_PROFILE_FIELDS } from '../../src/catalog/site-profile.ts';

/** The store all measured records belong to, and its zone. */
export const SITE = toSiteId('2790683160709957');
export const ZONE = 'Asia/Shanghai';
export const ENDPOINT = settlementRecords;
export const PAGE_RECORDS = 100;

const FIRST_ID = 2_798_000_000_000_000n;
const FIRST_TIME_MS = Date.UTC(2023, 0, 1, 10);
/** One checkout in 90 seconds: a busy hall. */
const SPACING_MS = 90_000;
/** In the second version one record in a hundred differs. */
const CHANGES_EVERY = 100;
const CHANGED_REMAINDER = 37;

/** Which state of the store the records show. */
export type DataVersion = 'first' | 'one-percent-changed';

/** Local time at which record `index` was paid for; windows are cut at these. */
export function payTimeOf(index: number): LocalTime {
  return new Date(FIRST_TIME_MS + index * SPACING_MS).toISOString().slice(0, 19).replace('T', ' ') as LocalTime;
}

/** Upstream key of record `index`: 16 digits, ascending with time. */
export function keyOf(index: number): string {
  return String(FIRST_ID + BigInt(index) * 4_093n);
}

/** How many of so many records differ in the second version. */
export function changedAmong(records: number): number {
  return Math.floor((records - CHANGED_REMAINDER + CHANGES_EVERY - 1) / CHANGES_EVERY);
}

/** The text of one record: every documented field, so that it has the real shape and size. Deterministic. */
export function recordText(index: number, version: DataVersion = 'first'): string {
  const dice = scrambled(index);
  const values = SETTLE_FIELDS.map(({ name, field }, i) => `"${name}":${settleValue(field, { index, dice, i })}`);
  const text = `{"siteProfile":${SITE_PROFILE},"settleList":{${values.join(',')}}}`;
  const changed = version === 'one-percent-changed' && index % CHANGES_EVERY === CHANGED_REMAINDER;
  return changed ? text.replace('"refundAmount":0.00', '"refundAmount":88.80') : text;
}

/** A response body in upstream's envelope. */
export function pageBody(records: readonly string[], total: number): string {
  return `{"code":0,"msg":"","data":{"total":${total},"settleList":[${records.join(',')}]}}`;
}

/** Spreads neighbouring numbers; the same on every machine. */
function scrambled(index: number): number {
  let x = (index + 1) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

interface Spot {
  readonly index: number;
  readonly dice: number;
  /** Position of the field in the record. */
  readonly i: number;
}

function settleValue(field: Field, spot: Spot): string {
  const name = field.path.replace('settleList.', '');
  const { index, dice, i } = spot;
  if (name === 'id') return keyOf(index);
  if (name === 'siteId') return SITE;
  if (name === 'payTime') return `"${payTimeOf(index)}"`;
  if (name === 'refundAmount') return '0.00';
  if (field.nullable === true && field.type === 'text') return 'null';
  switch (field.type) {
    case 'id':
      return (dice + i) % 3 === 0 ? '0' : String(FIRST_ID - BigInt(((dice >>> 7) + i * 977) % 90_000));
    case 'decimal':
      return centsText((dice >>> (i % 11)) % 48_000);
    case 'datetime':
      return `"${payTimeOf(index)}"`;
    case 'text':
      return JSON.stringify(`测试${field.zh.slice(0, 6)}${(dice + i) % 97}号`);
    default:
      return plainValue(field, dice);
  }
}

/** Half of a settlement's amounts are zero. */
function centsText(cents: number): string {
  if (cents % 2 === 0) return '0.00';
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function plainValue(field: Field, dice: number): string {
  if (field.type === 'bool') return 'false';
  const codes = field.enum === undefined ? [] : (ENUMS[field.enum]?.values ?? []);
  const code = codes[dice % Math.max(codes.length, 1)]?.code ?? 0;
  return typeof code === 'number' ? String(code) : JSON.stringify(code);
}

function profileValue({ path, type, zh, enum: codes }: Field): string {
  if (path === 'id') return SITE;
  switch (type) {
    case 'id':
      return String(FIRST_ID - 7n);
    case 'decimal':
      return path === 'longitude' ? '113.264385' : '23.129112';
    case 'datetime':
      return '"2023-01-01 10:00:00"';
    case 'text':
      return JSON.stringify(/avatar|qrcode/.test(path) ? `https://pictures.invalid/${path}.png` : `示例球房${zh}`);
    default:
      return plainValue({ path, type, mark: 'confirmed', zh, en: '', ...(codes && { enum: codes }) }, 0);
  }
}

const SETTLE_FIELDS = ENDPOINT.fields
  .filter(({ path }) => path.startsWith('settleList.'))
  .map((field) => ({ field, name: field.path.slice('settleList.'.length) }));

const SITE_PROFILE = `{${SITE_PROFILE_FIELDS.map((field) => `"${field.path}":${profileValue(field)}`).join(',')}}`;
