import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { columnNameOf } from '../catalog/column-of-field.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import type { Field } from '../catalog/field.ts';
import { findRecords } from './find-records.ts';
import { type InferredFields, inferFields } from './infer-fields.ts';
import { toSingular, toSnake, toWords } from './names.ts';
import { NumberText, parseSample, type SampleRecord } from './sample-file.ts';
import { makeSynthetic, valueAt } from './synthetic.ts';

/** What `scaffold endpoint` is told; what is left out is guessed from the sample. */
export interface EndpointWishes {
  /** Name of the sample file, for messages and as the last resort for a table name. */
  readonly file: string;
  readonly text: string;
  readonly path?: string | undefined;
  readonly name?: string | undefined;
  readonly table?: string | undefined;
  readonly key?: string | undefined;
  readonly time?: string | undefined;
  readonly grain?: string | undefined;
  /** True: what the records describe has a history, and no time of its own. */
  readonly dimension: boolean;
}

/** A field that could be the key, the more likely first. */
export interface KeyCandidate {
  readonly path: string;
  readonly why: string;
}

/** Everything the files of a new endpoint are written from. */
export interface EndpointDraft extends InferredFields {
  readonly table: string;
  /** One row of it: `tournament_entry`. */
  readonly subject: string;
  readonly zh: string;
  readonly en: string;
  readonly grain: string;
  readonly path: string;
  readonly listPath: string;
  readonly totalPath: string | null;
  readonly otherLists: readonly string[];
  readonly dimension: boolean;
  readonly key: string;
  readonly keyCandidates: readonly KeyCandidate[];
  readonly eventTime: string | null;
  readonly timeCandidates: readonly string[];
  /** Field that tells the store; null: the request does. */
  readonly owner: string | null;
  /** Made-up records of the shape of the sample. */
  readonly records: readonly SampleRecord[];
}

/** Reads a sample and makes up what a person did not say. */
export function draftEndpoint(wishes: EndpointWishes): EndpointDraft {
  const { file, dimension } = wishes;
  const found = findRecords(parseSample(wishes.text, file), file);
  const table = tableName(wishes);
  const subject = toSingular(table);
  const inferred = inferFields(found.records, subject);
  const keyCandidates = rankKeys(inferred.fields, found.records);
  const key = wishes.key === undefined ? firstKey(keyCandidates, file) : chosen('--key', wishes.key, inferred.fields);
  assertUnique(key, found.records);
  const zh = wishes.name ?? toWords(subject);
  const keyText = { type: 'id', zh: `${zh}ID`, en: `${toWords(subject).toLowerCase()} id` } as const;
  const fields = inferred.fields.map((field): Field => (field.path === key ? { ...field, ...keyText } : field));
  const timeCandidates = rankTimes(inferred.fields);
  const eventTime = dimension ? null : chooseTime(wishes, timeCandidates, inferred.fields);
  if (dimension) assertMember(key, inferred.fields);
  return {
    ...inferred,
    fields,
    table,
    subject,
    zh,
    en: toWords(table),
    grain: wishes.grain ?? `一行=一条${zh}`,
    path: pathOf(wishes.path, table),
    listPath: found.listPath,
    totalPath: found.totalPath,
    otherLists: found.others,
    dimension,
    key,
    keyCandidates,
    eventTime,
    timeCandidates,
    owner: inferred.fields.find(({ path, type }) => type === 'id' && /^(site_id|siteId)$/.test(path))?.path ?? null,
    records: makeSynthetic(found.records, fields, eventTime ?? timeCandidates[0] ?? null),
  };
}

function tableName({ table, path, file }: EndpointWishes): string {
  const last = path?.split('/').at(-1) ?? file.replace(/^.*[\\/]/, '').replace(/\.json$/i, '');
  const name = table ?? toSnake(last.replace(/^(Get|Query|Search)(?=[A-Z])/, '').replace(/(Page)?List$/, ''));
  if (!/^[a-z][a-z0-9_]{2,40}$/.test(name)) {
    throw new ConfigError(
      'BAD_NAME',
      `${JSON.stringify(name)} is no name for a table: write --table with small letters, digits and _, 3 to 41 of them, as in tournament_entries`,
    );
  }
  if (ENDPOINTS.some((endpoint) => endpoint.table === name)) {
    throw new ConfigError('FILE_EXISTS', `the catalog has an endpoint of the table ${name}; give --table another name`);
  }
  return name;
}

function pathOf(stated: string | undefined, table: string): string {
  const path = stated ?? `/Unknown/${table}`;
  const same = ENDPOINTS.find((endpoint) => endpoint.path.toLowerCase() === path.toLowerCase());
  if (!/^\/[\w/-]+$/.test(path) || same !== undefined) {
    const why = same === undefined ? 'begin with / and give no host, as in /Site/GetList' : `${same.table} reads it`;
    throw new ConfigError('BAD_NAME', `--path ${JSON.stringify(path)} cannot be the path of a new endpoint: ${why}`);
  }
  return path;
}

/** Fields directly in the record whose values differ in all records, ids first. */
function rankKeys(fields: readonly Field[], records: readonly SampleRecord[]): KeyCandidate[] {
  const whole = fields.filter(({ path, type }) => /^(id|int)$/.test(type) && isUnique(path, records));
  const ids = whole.filter(({ type }) => type === 'id');
  const unique = ids.length > 0 ? ids : whole;
  const rank = ({ path, type }: Field): number => {
    const name = columnNameOf(path);
    if (path === 'id') return 0;
    if (name === 'id') return 1;
    return type === 'id' ? (name.endsWith('_id') ? 2 : 3) : 4;
  };
  return unique
    .toSorted((left, right) => rank(left) - rank(right))
    .map(({ path, type }) => ({ path, why: `${type}, filled and different in all ${records.length} records` }));
}

function isUnique(path: string, records: readonly SampleRecord[]): boolean {
  if (path.includes('[]')) return false;
  const texts = records.map((record) => {
    const value = valueAt(record, path);
    return value instanceof NumberText ? value.text : typeof value === 'string' ? value : '';
  });
  return new Set(texts).size === texts.length && texts.every((text) => /^[1-9]\d*$/.test(text));
}

function firstKey(candidates: readonly KeyCandidate[], file: string): string {
  const [best] = candidates;
  if (best !== undefined) return best.path;
  throw new ConfigError(
    'NO_KEY',
    `no field of ${file} has another whole number in every record, so none can be the key; name one with --key, or save an answer without repeated records`,
  );
}

function assertUnique(key: string, records: readonly SampleRecord[]): void {
  if (isUnique(key, records)) return;
  throw new ConfigError(
    'NO_KEY',
    `--key ${key} is not a whole number that differs in each of the ${records.length} records; leave --key out to see which fields are`,
  );
}

function rankTimes(fields: readonly Field[]): string[] {
  const names = ['pay_time', 'create_time', 'start_time'];
  const rank = (path: string): number => {
    const place = names.indexOf(columnNameOf(path));
    return place < 0 ? names.length : place;
  };
  return fields
    .filter(({ path, type, nullable }) => type === 'datetime' && nullable !== true && !path.includes('[]'))
    .map(({ path }) => path)
    .toSorted((left, right) => rank(left) - rank(right));
}

function chooseTime(wishes: EndpointWishes, candidates: readonly string[], fields: readonly Field[]): string {
  if (wishes.time !== undefined) {
    const path = chosen('--time', wishes.time, fields);
    if (candidates.includes(path)) return path;
    throw new ConfigError(
      'NO_TIME',
      `--time ${path} is not a time (YYYY-MM-DD HH:MM:SS) in every record; those that are: ${candidates.join(', ') || 'none'}`,
    );
  }
  const [best] = candidates;
  if (best !== undefined) return best;
  throw new ConfigError(
    'NO_TIME',
    `no field of ${wishes.file} is a time (YYYY-MM-DD HH:MM:SS) in every record, so no business day can be told; name what the records describe with --dimension`,
  );
}

function chosen(flag: string, path: string, fields: readonly Field[]): string {
  const paths = fields.map((field) => field.path);
  if (paths.includes(path)) return path;
  throw new ConfigError(
    'UNKNOWN_FIELD',
    `${flag} ${JSON.stringify(path)} is no field of the sample.${didYouMean(path, paths)} Fields: ${paths.join(', ')}`,
  );
}

/** The members of a dimension are told apart by their field `id`, and their columns are its plain fields. */
function assertMember(key: string, fields: readonly Field[]): void {
  const nested = fields.filter(({ path, shape }) => /[.[]/.test(path) && shape === undefined).map(({ path }) => path);
  if (key === 'id' && nested.length === 0) return;
  const why = key === 'id' ? `${nested.join(', ')} lie deeper` : `the key is ${key}`;
  throw new ConfigError(
    'BAD_SAMPLE',
    `--dimension takes flat records whose key is called "id", and ${why}; leave --dimension out, or write the declaration by hand (docs/extending.md)`,
  );
}
