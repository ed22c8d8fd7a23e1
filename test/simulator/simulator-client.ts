import { parse } from 'lossless-json';
import { SIMULATED_ENDPOINTS, type SimulatedEndpoint } from '../../src/simulator/contract/endpoints.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { FILTERS } from '../../src/simulator/server/filters.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/start-simulator.ts';
import { smallHall } from './small-hall.ts';

/** A JSON object whose numbers are kept as their exact text. */
export type Json = Record<string, unknown>;

/** One answer, read losslessly. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
  readonly data: Json;
  readonly rows: readonly Json[];
  /** Text of `data.total`; undefined when absent. */
  readonly total: unknown;
}

/** All rows of the small hall lie within. */
export const WHOLE = { from: '2026-01-01 00:00:00', to: '2027-01-01 00:00:00' } as const;

/** A simulator that stands still after the last event of the small hall, stopped by `await using`. */
export async function simulated(
  options: Partial<SimulatorOptions> & { readonly source?: HallSource } = {},
): Promise<TestSimulator> {
  const source = options.source ?? smallHall();
  return new TestSimulator(await startSimulator({ startAt: WHOLE.to, frozen: true, ...options, source }), source);
}

/** A simulator with a client of its own, for tests. */
export class TestSimulator {
  readonly simulator: Simulator;
  readonly siteId: string;
  token: string;

  constructor(simulator: Simulator, source: HallSource) {
    this.simulator = simulator;
    this.siteId = source.siteIdAt(0);
    this.token = simulator.tokenFor(this.siteId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
  }

  /** POSTs to an endpoint with the parameters every endpoint needs, and `extra` over them (undefined leaves one out). */
  async ask(table: string, extra: Readonly<Record<string, unknown>> = {}): Promise<Answered> {
    const endpoint = endpointOf(table);
    const parameters = { ...this.#defaults(endpoint), ...extra };
    return read(await this.post(endpoint.path, jsonOf(parameters)), endpoint);
  }

  post(path: string, body: string, token: string | null = this.token): Promise<Response> {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    return fetch(`${this.simulator.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...authorization },
    });
  }

  /** Keys of all rows, page by page, until a page is empty. */
  async walkKeys(table: string, extra: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
    const keys: string[] = [];
    for (let page = 1; page < 100; page += 1) {
      const { rows } = await this.ask(table, { ...extra, page });
      if (rows.length === 0) return keys;
      keys.push(...rows.map((row) => String(at(row, endpointOf(table).key))));
    }
    throw new Error(`the walk of ${table} does not end`);
  }

  #defaults(endpoint: SimulatedEndpoint): Record<string, unknown> {
    const filters = Object.entries(FILTERS[endpoint.table] ?? {}).map(([name, all]) => [name, Number(all)] as const);
    return {
      ...Object.fromEntries(filters),
      ...(endpoint.siteParameter === null ? {} : { [endpoint.siteParameter]: BigInt(this.siteId) }),
      ...(endpoint.window === null ? {} : { [endpoint.window.start]: WHOLE.from, [endpoint.window.end]: WHOLE.to }),
      ...(endpoint.paged ? { page: 1, limit: 100 } : {}),
    };
  }
}

/** The endpoint of a table. */
export function endpointOf(table: string): SimulatedEndpoint {
  const endpoint = SIMULATED_ENDPOINTS.find((candidate) => candidate.table === table);
  if (endpoint === undefined) throw new Error(`no endpoint ${table}`);
  return endpoint;
}

/** The value at a dotted path. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, step) => (inner as Json | null | undefined)?.[step], value);
}

async function read(response: Response, endpoint: SimulatedEndpoint): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = (
    isJson ? parse(text, undefined, { parseNumber: String, onDuplicateKey: ({ newValue }) => newValue }) : {}
  ) as Json;
  const list = at(body, endpoint.listPath);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    data: (body['data'] ?? {}) as Json,
    rows: Array.isArray(list) ? (list as Json[]) : [],
    total: at(body, 'data.total'),
  };
}

/** JSON text with bigint ids printed as numbers. */
function jsonOf(parameters: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}
