import { ContractViolation, TransientError } from '../base/errors.ts';
import type { Endpoint } from '../catalog/endpoint.ts';

/** Where the records of a body are. `path` is the spelling that was met, so that SQL can name it. */
export interface FoundList {
  readonly path: string[];
  readonly items: unknown[];
  /** False when a per-id endpoint answered one object instead of a list: `path` is then the path of that object. */
  readonly isArray: boolean;
}

/** What an accepted answer says. */
export interface Envelope {
  readonly list: FoundList;
  readonly total: number | null;
}

/** What upstream means by its `code` and `msg`, whatever the HTTP status. */
export type Verdict = 'success' | 'login-expired' | 'busy' | 'refused';

type ListRules = Pick<Endpoint, 'table' | 'mode' | 'listPath' | 'altListPaths'>;

const SUCCESS_CODES = new Set(['0', '200']);
/** Codes that say the credential is the problem: HTTP's own number and its usual five-digit forms. */
const LOGIN_CODES = new Set(['401', '4010', '4011', '40100', '40101', '10401']);
const BUSY_CODES = /^(408|425|429|5\d\d)$/;
const LOGIN_MESSAGE =
  /(token|登录|登陆|凭证|授权|session|login)[^。.]{0,20}(过期|失效|无效|超时|expire|invalid)|(未|请先|请重新|重新)(登录|登陆)|unauthori[sz]ed|not logged in/i;
const BUSY_MESSAGE = /繁忙|请稍后|稍后再试|过于频繁|too many requests|try again later|service unavailable/i;

/** The one place that reads `code` and `msg`: a missing code counts as success when everything else is in order. */
export function judge(body: unknown): Verdict {
  const code = codeOf(body);
  if (code === null || SUCCESS_CODES.has(code)) return 'success';
  const message = messageIn(body);
  if (LOGIN_CODES.has(code) || LOGIN_MESSAGE.test(message)) return 'login-expired';
  return BUSY_CODES.test(code) || BUSY_MESSAGE.test(message) ? 'busy' : 'refused';
}

/** Upstream's `code` as text, or null when the body has none. */
export function codeOf(body: unknown): string | null {
  const code = getMember(body, 'code')?.value;
  return typeof code === 'number' || (typeof code === 'string' && code.trim() !== '') ? String(code).trim() : null;
}

/** Upstream's `msg` (or `message`), '' when there is none. */
export function messageIn(body: unknown): string {
  const message = getMember(body, 'msg')?.value ?? getMember(body, 'message')?.value;
  return typeof message === 'string' ? message.slice(0, 300) : '';
}

/** Whether an error concerns one answer only: a code that is no success, or an explicit null in place of the record. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ContractViolation && (error.code === 'UPSTREAM_CODE' || error.code === 'NO_RECORD');
}

/** The list and total of an answer; throws when upstream refused, is busy, or holds no list under any known key. */
export function readEnvelope(body: unknown, endpoint: ListRules & Pick<Endpoint, 'path' | 'totalPath'>): Envelope {
  assertSuccess(body, endpoint.path);
  return { list: findList(body, endpoint), total: findTotal(body, endpoint.totalPath) };
}

/** Throws ContractViolation or TransientError, with upstream's code in the details, unless the body says success. */
export function assertSuccess(body: unknown, path: string): void {
  const verdict = judge(body);
  if (verdict === 'success') return;
  const upstreamCode = codeOf(body) ?? '';
  const message = messageIn(body);
  const details = { upstreamCode, upstreamMessage: message, path };
  const text = `${path} answered code ${upstreamCode}${message === '' ? '' : ` (${JSON.stringify(message)})`}`;
  if (verdict === 'busy') throw new TransientError('UPSTREAM_BUSY', `${text}: busy, try again later`, { details });
  throw new ContractViolation('UPSTREAM_CODE', `${text}; only 0 and 200 mean success`, { details });
}

/**
 * The records of a parsed body: `listPath`, then `altListPaths`, regardless of letter case. Finding none throws: an
 * answer that is not understood must never look like an empty one.
 */
export function findList(body: unknown, endpoint: ListRules): FoundList {
  const candidates = [endpoint.listPath, ...endpoint.altListPaths, 'data.list', 'data'];
  for (const candidate of candidates) {
    const found = resolvePath(body, candidate);
    if (found !== null && Array.isArray(found.value)) return { path: found.path, items: found.value, isArray: true };
  }
  const single = endpoint.mode === 'per-id' ? findSingle(body, endpoint) : null;
  if (single !== null) return single;
  throw new ContractViolation(
    'NO_LIST',
    `the answer of ${endpoint.table} holds no list under ${[...new Set(candidates)].join(', ')}; ` +
      `keys seen: ${describeKeys(body)}. Name the list in CONTRACT_FILE (listPath) if it moved`,
    { details: { table: endpoint.table, listPath: endpoint.listPath, keysSeen: describeKeys(body) } },
  );
}

/**
 * A per-id endpoint may answer one object where a list is expected. An explicit null there says that upstream has nothing
 * under this id; its wrapper must then not pass for the record.
 */
function findSingle(body: unknown, endpoint: ListRules): FoundList | null {
  if (resolvePath(body, endpoint.listPath)?.value === null) {
    const message = `${endpoint.table} answered null under ${endpoint.listPath}: upstream has no record for this id`;
    throw new ContractViolation('NO_RECORD', message, { details: { table: endpoint.table } });
  }
  // The deepest first: where the record sits under data.list, `data` is only its wrapper.
  for (const candidate of [endpoint.listPath, 'data.list', ...endpoint.altListPaths]) {
    const found = resolvePath(body, candidate);
    if (found !== null && isObject(found.value)) return { path: found.path, items: [found.value], isArray: false };
  }
  return null;
}

function findTotal(body: unknown, totalPath: string | null): number | null {
  if (totalPath === null) return null;
  const value = resolvePath(body, totalPath)?.value;
  const total = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : null;
}

/** Value at a dotted path, letter case ignored, with the spelling met; null when a step is missing. */
export function resolvePath(body: unknown, dotted: string): { path: string[]; value: unknown } | null {
  let value = body;
  const path: string[] = [];
  for (const step of dotted === '' ? [] : dotted.split('.')) {
    const member = getMember(value, step);
    if (member === null) return null;
    path.push(member.key);
    value = member.value;
  }
  return { path, value };
}

function getMember(value: unknown, name: string): { key: string; value: unknown } | null {
  if (!isObject(value)) return null;
  if (Object.hasOwn(value, name)) return { key: name, value: value[name] };
  const wanted = name.toLowerCase();
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? null : { key, value: value[key] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeKeys(body: unknown): string {
  if (!isObject(body))
    return `none, the body is ${Array.isArray(body) ? 'an array' : JSON.stringify(body)?.slice(0, 60)}`;
  const names = Object.keys(body).slice(0, 12);
  const data = getMember(body, 'data');
  const inner = data === null ? '' : ` (${data.key}: ${describeData(data.value)})`;
  return `${names.join(', ') || 'none'}${inner}`;
}

function describeData(value: unknown): string {
  if (isObject(value)) return Object.keys(value).slice(0, 20).join(', ') || 'an empty object';
  return value === null ? 'null' : typeof value;
}

/** What to put before and after records so that they read as an answer: `data.list` → `{"code":0,"data":{"list":[`, `]}}`. */
export function envelopeAround(listPath: string): [before: string, after: string] {
  const steps = listPath.split('.').map((step) => JSON.stringify(step));
  return [`{"code":0,${steps.join(':{')}:[`, `]${'}'.repeat(steps.length)}`];
}
