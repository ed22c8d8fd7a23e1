import type { Window } from '../api/archive/walk.ts';
import { assertSuccess, type FoundList, findList, resolvePath } from '../api/envelope.ts';
import { ContractViolation } from '../base/errors.ts';
import { elementsAt, rawAt } from '../base/json-slices.ts';
import { isLocalTime } from '../base/local-time.ts';
import type { ContractFile, EndpointOverride } from '../catalog/contract-file.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { DriftScan } from '../loaders/ods/drift-scan.ts';
import { fieldFindings, isFilled } from './contract-fields.ts';
import type { ContractFinding, EndpointCheck } from './contract-report.ts';

/** One body upstream sent. */
export interface UpstreamAnswer {
  readonly text: string;
  readonly json: unknown;
}

/** What the answers were asked for. */
export interface AskedFor {
  readonly siteId: string;
  readonly window: Window | null;
}

type Inspection = Omit<EndpointCheck, 'error' | 'status'>;

/** Compares answers of an endpoint with its declaration. Throws ContractViolation when upstream refused. */
export function inspectEndpoint(
  endpoint: Endpoint,
  answers: readonly UpstreamAnswer[],
  asked: AskedFor,
): EndpointCheck {
  const body = new BodyInspection(endpoint, asked);
  for (const answer of answers) body.read(answer);
  const inspection = body.result();
  const drifted = inspection.findings.some((finding) => finding.severity === 'drift');
  const status = drifted ? 'drift' : inspection.rowsChecked === 0 ? 'empty' : 'ok';
  return { ...inspection, status, error: null };
}

/** A CONTRACT_FILE with one correction. */
export function overrideFor(endpoint: Endpoint, override: EndpointOverride): ContractFile {
  return { endpoints: { [endpoint.table]: override } };
}

/** Gathers over the pages of one endpoint. */
class BodyInspection {
  readonly #endpoint: Endpoint;
  readonly #asked: AskedFor;
  readonly #scan: DriftScan;
  readonly #records: unknown[] = [];
  readonly #findings: ContractFinding[] = [];
  #listPath: string | null = null;
  #total: EndpointCheck['total'] = null;
  #foreign: string[] = [];

  constructor(endpoint: Endpoint, asked: AskedFor) {
    this.#endpoint = endpoint;
    this.#asked = asked;
    this.#scan = new DriftScan(endpoint);
  }

  read(answer: UpstreamAnswer): void {
    assertSuccess(answer.json, this.#endpoint.path);
    const list = this.#findList(answer.json);
    if (list === null) return;
    this.#readTotal(answer.json);
    this.#scan.observe(list.items);
    for (const item of list.items) this.#records.push(item);
    this.#foreign.push(...foreignSites(answer, list, this.#endpoint, this.#asked.siteId));
  }

  result(): Inspection {
    const { table, task, path, key } = this.#endpoint;
    const rowsWithKey = this.#records.filter((record) => isFilled(resolvePath(record, key)?.value)).length;
    const findings = [
      ...this.#findings,
      ...fieldFindings(this.#endpoint, this.#scan.findings(), this.#records),
      ...eventTimeFindings(this.#endpoint, this.#records, this.#asked.window),
      ...this.#foreignFindings(),
    ];
    return {
      table,
      task,
      path,
      window: this.#asked.window,
      rowsChecked: this.#records.length,
      listPath: this.#listPath,
      total: this.#total,
      rowsWithKey,
      findings,
    };
  }

  /** Null, with a finding, when there is no list anywhere it may be. */
  #findList(body: unknown): FoundList | null {
    try {
      const list = findList(body, this.#endpoint);
      this.#noteListPath(list.path.join('.'));
      return list;
    } catch (error) {
      if (!(error instanceof ContractViolation) || error.code !== 'NO_LIST') throw error;
      const found = largestList(body);
      const guess = found === null ? null : overrideFor(this.#endpoint, { listPath: found.path.join('.') });
      this.#add('list-missing', this.#endpoint.listPath, { message: error.message, override: guess });
      return null;
    }
  }

  #noteListPath(path: string): void {
    const { listPath } = this.#endpoint;
    if (this.#listPath === null && path.toLowerCase() !== listPath.toLowerCase()) {
      const message = `the records are under ${path}, one of the known alternatives to ${listPath}: they load all the same`;
      const override = overrideFor(this.#endpoint, { listPath: path });
      this.#add('list-moved', listPath, { severity: 'note', sample: path, message, override });
    }
    this.#listPath ??= path;
  }

  #readTotal(body: unknown): void {
    const { totalPath, paged } = this.#endpoint;
    if (totalPath === null || !paged || this.#total !== null) return;
    const found = resolvePath(body, totalPath);
    if (found !== null && isCount(found.value)) {
      this.#total = { path: found.path.join('.'), value: String(found.value) };
      return;
    }
    if (this.#findings.some((finding) => finding.kind === 'total-missing')) return;
    const guess = findCount(body);
    const told = guess === null ? 'no other number looks like it' : `${guess} looks like it`;
    this.#add('total-missing', totalPath, {
      message: `no total under ${totalPath}, and ${told}: without one a walk cannot prove itself and nothing is ever deleted. If upstream has none for good, say so with "totalPath": null`,
      // Without a guess there is nothing to correct: `null` would only silence the check.
      override: guess === null ? null : overrideFor(this.#endpoint, { totalPath: guess }),
    });
  }

  #foreignFindings(): ContractFinding[] {
    const [sample] = this.#foreign;
    const { owner } = this.#endpoint;
    if (sample === undefined || owner.kind !== 'row') return [];
    const message = `records of another store than ${this.#asked.siteId}, which go to quarantine: check that the token belongs to the store`;
    const rows = { rowsAffected: this.#foreign.length, rowsChecked: this.#records.length };
    return [{ kind: 'other-store', severity: 'drift', path: owner.path, ...rows, sample, message, override: null }];
  }

  #add(
    kind: ContractFinding['kind'],
    path: string,
    finding: Pick<ContractFinding, 'message' | 'override'> & Partial<ContractFinding>,
  ): void {
    this.#findings.push({ kind, path, severity: 'drift', rowsAffected: 0, rowsChecked: 0, sample: null, ...finding });
  }
}

const isCount = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (typeof value === 'string' && /^\s*\d+\s*$/.test(value));

/** Store ids of records that are not the asked store's, to the digit. */
function foreignSites(answer: UpstreamAnswer, list: FoundList, endpoint: Endpoint, siteId: string): string[] {
  const { owner } = endpoint;
  if (owner.kind !== 'row') return [];
  const raws = list.isArray ? elementsAt(answer.text, list.path) : [rawAt(answer.text, list.path) ?? ''];
  return list.items.flatMap((record, index) => {
    const spelling = resolvePath(record, owner.path)?.path;
    const raw = spelling === undefined ? undefined : rawAt(raws[index] ?? '', spelling);
    const site = raw?.replace(/^"(.*)"$/s, '$1');
    return site === undefined || site === 'null' || site === siteId ? [] : [site];
  });
}

function eventTimeFindings(endpoint: Endpoint, records: readonly unknown[], window: Window | null): ContractFinding[] {
  const { eventTime: path } = endpoint;
  if (path === null || window === null) return [];
  const times = records.map((record) => resolvePath(record, path)?.value).filter(isFilled);
  const bad = times.filter((time) => typeof time !== 'string' || !isLocalTime(time));
  const good = times.filter((time) => typeof time === 'string' && isLocalTime(time)) as string[];
  const outside = good.filter((time) => time < window.from || time >= window.to);
  const shared = { path, severity: 'drift', rowsChecked: records.length } as const;
  const findings: ContractFinding[] = [];
  if (bad.length > 0) {
    const message = `event times that are not of the form YYYY-MM-DD HH:MM:SS: the window of such a record cannot be told`;
    const sample = JSON.stringify(bad[0]).slice(0, 80);
    findings.push({ ...shared, kind: 'bad-event-time', rowsAffected: bad.length, sample, message, override: null });
  }
  if (outside.length > 0) {
    findings.push({
      ...shared,
      ...outsideWindow(endpoint, outside, good.length, window),
      rowsAffected: outside.length,
    });
  }
  return findings;
}

/** When most rows lie outside, upstream does not read the window parameters: other names may help. */
function outsideWindow(
  endpoint: Endpoint,
  outside: readonly string[],
  of: number,
  asked: Window,
): Pick<ContractFinding, 'kind' | 'sample' | 'message' | 'override'> {
  const ignored = outside.length * 2 > of;
  const range = `[${asked.from}, ${asked.to})`;
  const message = ignored
    ? `most event times lie outside the asked window ${range}: upstream seems to ignore ${endpoint.window?.start} and ${endpoint.window?.end}, or selects by another time`
    : `some event times lie outside the asked window ${range}: upstream may select by another time than ${endpoint.eventTime}`;
  const alternative = ignored ? otherWindow(endpoint) : null;
  const override = alternative === null ? null : overrideFor(endpoint, { window: alternative });
  return { kind: 'outside-window', sample: outside[0] ?? null, message, override };
}

/** Other names the window parameters may go by; null when none are known. */
export function otherWindow({ window }: Endpoint): { readonly start: string; readonly end: string } | null {
  const others = (window?.alternatives ?? []).filter(({ start }) => start !== window?.start);
  return others[0] ?? null;
}

interface Reached {
  readonly path: readonly string[];
  readonly value: unknown;
}

const DEEPEST = 4;

/** Everything reachable through objects, outside in. */
function* walkObjects(value: unknown, path: readonly string[] = []): Generator<Reached> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || path.length >= DEEPEST) return;
  for (const [key, inner] of Object.entries(value)) yield { path: [...path, key], value: inner };
  for (const [key, inner] of Object.entries(value)) yield* walkObjects(inner, [...path, key]);
}

/** The longest list of objects anywhere in a body. */
function largestList(body: unknown): Reached | null {
  let best: Reached | null = null;
  let most = -1;
  for (const reached of walkObjects(body)) {
    const { value } = reached;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'object' && item !== null)) continue;
    if (value.length > most) [best, most] = [reached, value.length];
  }
  return best;
}

/** Path of the first number whose name says that it counts. */
function findCount(body: unknown): string | null {
  for (const { path, value } of walkObjects(body)) {
    if (isCount(value) && /total|count/i.test(path.at(-1) ?? '')) return path.join('.');
  }
  return null;
}
