import type { WalkScope, Window } from '../api/archive/walk.ts';
import { findList, resolvePath } from '../api/envelope.ts';
import { forEachConcurrently } from '../api/pool.ts';
import { buildRequestBody } from '../api/request-body.ts';
import { businessDateAt, plainCalendar } from '../base/business-day.ts';
import type { Clock } from '../base/clock.ts';
import { ApiAuthError, Cancelled, ConfigError, ContractViolation, EtlError, TransientError } from '../base/errors.ts';
import { elementsAt, rawAt } from '../base/json-slices.ts';
import { addDays } from '../base/local-time.ts';
import type { Reporter } from '../base/reporter.ts';
import type { ContractFile } from '../catalog/contract-file.ts';
import { type Endpoint, MAX_PAGE_SIZE } from '../catalog/endpoint.ts';
import { type Config, requireSetting } from '../config/load-config.ts';
import { windowOfDay } from '../tasks/store-days.ts';
import type { Store, Upstream } from '../tasks/task.ts';
import { connectUpstreams } from './connect-upstream.ts';
import { inspectEndpoint, otherWindow, overrideFor, type UpstreamAnswer } from './contract-inspect.ts';
import { type ContractReport, type EndpointCheck, toContractReport } from './contract-report.ts';

/** What a check of upstream needs. */
export interface UpstreamCheckOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** All endpoints, corrections applied. */
  readonly endpoints: readonly Endpoint[];
  /** The tables to report on. */
  readonly tables: ReadonlySet<string>;
  /** The CONTRACT_FILE in force. */
  readonly inForce: ContractFile | null;
  readonly signal: AbortSignal;
}

/** Closed business days looked at in endpoints that are read by time. */
const CLOSED_DAYS = 2;
/** Longest wait for one endpoint, all its retries included. */
const PATIENCE_MS = 60_000;

/** Asks every endpoint for one page of the last closed business days. Touches neither archive nor database. */
export async function checkUpstream(options: UpstreamCheckOptions): Promise<ContractReport> {
  const { clock, config, tables, endpoints } = options;
  const store = storeOf(config);
  await using upstreams = connectUpstreams(options);
  const { upstream } = upstreams.for(store);
  const asking = new Asking(options, upstream, store);
  const sources = new Set(endpoints.flatMap(({ table, idsFrom }) => (tables.has(table) ? (idsFrom?.table ?? []) : [])));
  const asked = endpoints.filter(({ table }) => tables.has(table) || sources.has(table));
  const checks = await asking.checkAll(asked);
  const shown = asked.flatMap(({ table }) => (tables.has(table) ? (checks.get(table) ?? []) : []));
  const facts = { source: 'upstream', siteId: store.siteId, checkedAt: clock.now().toISOString() } as const;
  return toContractReport(facts, shown, options.inForce);
}

/** The store of the settings: the check works before there is a database with others. */
function storeOf(config: Config): Store {
  const { TIMEZONE, BUSINESS_DAY_START_HOUR } = config.values;
  return {
    siteId: requireSetting(config, 'STORE_ID'),
    name: '',
    timezone: TIMEZONE,
    businessDays: plainCalendar(BUSINESS_DAY_START_HOUR, TIMEZONE),
    historyFrom: null,
    tokenEnv: 'API_TOKEN',
  };
}

/** The last whole business days before the one that is open now. */
function lastClosedDays(store: Store, clock: Clock): Window {
  const open = businessDateAt(store.businessDays, clock.now());
  return { from: windowOfDay(store, addDays(open, -CLOSED_DAYS)).from, to: windowOfDay(store, open).from };
}

class Asking {
  readonly #options: UpstreamCheckOptions;
  readonly #upstream: Upstream;
  readonly #store: Store;
  readonly #window: Window;
  readonly #checks = new Map<string, EndpointCheck>();
  /** One upstream id of a table whose records other endpoints are asked by. */
  readonly #ids = new Map<string, string>();
  /** Set when the failure of one request means that all others would fail. */
  #hopeless: EtlError | null = null;

  constructor(options: UpstreamCheckOptions, upstream: Upstream, store: Store) {
    this.#options = options;
    this.#upstream = upstream;
    this.#store = store;
    this.#window = lastClosedDays(store, options.clock);
  }

  /** One request goes ahead alone: if upstream is down, it is waited for once and not once an endpoint. */
  async checkAll(endpoints: readonly Endpoint[]): Promise<ReadonlyMap<string, EndpointCheck>> {
    const [first, ...others] = endpoints.filter(({ mode }) => mode !== 'per-id');
    const { signal } = this.#options;
    if (first !== undefined) await this.#check(first, signal);
    const options = { width: this.#upstream.pageConcurrency, signal };
    await forEachConcurrently(others, options, (endpoint, stop) => this.#check(endpoint, stop));
    const perId = endpoints.filter(({ mode }) => mode === 'per-id');
    await forEachConcurrently(perId, options, (endpoint, stop) => this.#check(endpoint, stop));
    return this.#checks;
  }

  async #check(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
    this.#options.reporter.debug(`asking ${endpoint.path}`);
    const scope = this.#scopeOf(endpoint);
    this.#checks.set(endpoint.table, await this.#outcome(endpoint, scope, signal));
  }

  async #outcome(endpoint: Endpoint, scope: WalkScope, signal: AbortSignal): Promise<EndpointCheck> {
    if (this.#hopeless !== null) return failed(endpoint, scope, this.#hopeless);
    if (scope.ids?.length === 0) return noId(endpoint);
    try {
      const answer = await this.#ask(endpoint, scope, signal);
      const check = inspectEndpoint(endpoint, [answer], scope);
      if (check.rowsChecked > 0) this.#keepId(endpoint, answer);
      return check;
    } catch (error) {
      if (!(error instanceof EtlError) || error instanceof Cancelled || error instanceof ConfigError) throw error;
      if (concernsAll(error)) this.#hopeless = error;
      return failed(endpoint, scope, error);
    }
  }

  async #ask(endpoint: Endpoint, scope: WalkScope, signal: AbortSignal): Promise<UpstreamAnswer> {
    const [id] = scope.ids ?? [];
    const paging = endpoint.paged ? { page: 1, limit: Math.min(this.#upstream.pageSize, MAX_PAGE_SIZE) } : {};
    const body = buildRequestBody(endpoint, scope, id === undefined ? paging : { id });
    const deadline = new Date(this.#options.clock.now().getTime() + PATIENCE_MS);
    return this.#upstream.client.post({ path: endpoint.path, body, signal, deadline });
  }

  #scopeOf({ table, mode, idsFrom }: Endpoint): WalkScope {
    const id = idsFrom === null ? undefined : this.#ids.get(idsFrom.table);
    return {
      siteId: this.#store.siteId,
      table,
      window: mode === 'window' ? this.#window : null,
      ids: mode === 'per-id' ? (id === undefined ? [] : [id]) : null,
    };
  }

  /** Cut from the text, because ids do not survive JSON.parse. */
  #keepId(endpoint: Endpoint, { text, json }: UpstreamAnswer): void {
    const wanted = this.#options.endpoints.find(({ idsFrom }) => idsFrom?.table === endpoint.table)?.idsFrom;
    if (!wanted) return;
    const { path, items, isArray } = findList(json, endpoint);
    const spelling = resolvePath(items[0], endpoint.key)?.path;
    const [raw] = isArray ? elementsAt(text, path) : [];
    const id = raw === undefined || spelling === undefined ? undefined : rawAt(raw, spelling);
    if (id !== undefined) this.#ids.set(endpoint.table, id.replace(/^"(.*)"$/s, '$1'));
  }
}

/** Whether what went wrong has nothing to do with the endpoint that was asked. */
function concernsAll(error: EtlError): boolean {
  if (error instanceof ApiAuthError) return error.code !== 'FORBIDDEN';
  return error instanceof TransientError && !/^(HTTP_\d+|UPSTREAM_BUSY|NOT_JSON|RETRY_LATER)$/.test(error.code);
}

const NOTHING = { rowsChecked: 0, listPath: null, total: null, rowsWithKey: 0, findings: [] } as const;

/** An endpoint about which nothing can be said for want of an id to ask by. */
function noId(endpoint: Endpoint): EndpointCheck {
  const { table, task, path, idsFrom } = endpoint;
  const message = `no id to ask by: ${idsFrom?.table} brought no record of the last closed days`;
  return { table, task, path, window: null, ...NOTHING, status: 'empty', error: { code: 'NO_ID', message } };
}

/**
 * An answer that breaks the contract is drift; silence and a refused credential say nothing about the contract. An
 * optional endpoint that fails by itself fails no run, so it fails no check either.
 */
export function failed(endpoint: Endpoint, scope: Pick<WalkScope, 'window'>, error: EtlError): EndpointCheck {
  const { table, task, path, optional } = endpoint;
  const alternative = error.code === 'UPSTREAM_CODE' ? otherWindow(endpoint) : null;
  const common = { table, task, path, window: scope.window, ...NOTHING };
  const told = { code: error.code, message: error.message };
  const isRefusal = error instanceof ContractViolation || (optional && !concernsAll(error));
  if (!isRefusal) return { ...common, status: 'unreadable', error: told };
  const finding = {
    kind: 'refused',
    severity: optional ? 'note' : 'drift',
    path,
    rowsAffected: 0,
    rowsChecked: 0,
    sample: null,
    message: `${error.message}${alternative === null ? '' : '; other names for the window parameters may help'}`,
    override: alternative === null ? null : overrideFor(endpoint, { window: alternative }),
  } as const;
  return { ...common, status: optional ? 'refused' : 'drift', findings: [finding], error: told };
}
