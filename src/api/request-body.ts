import { ConfigError } from '../base/errors.ts';
import type { Endpoint, ParameterValue } from '../catalog/endpoint.ts';
import type { WalkScope } from './archive/walk.ts';

/** What one request of a walk asks for: a page, an id, or (`{}`) everything at once. */
export interface PageRequest {
  readonly page?: number;
  readonly limit?: number;
  readonly id?: string;
}

type Requestable = Pick<Endpoint, 'table' | 'mode' | 'parameters'>;

/**
 * The JSON text to POST. Built as text because site and settlement ids are 64-bit integers, which must not pass through
 * a JavaScript number. Throws ConfigError when the scope lacks what the endpoint needs: upstream answers an empty list,
 * successfully, to a request without a window.
 */
export function buildRequestBody(endpoint: Requestable, scope: WalkScope, page: PageRequest): string {
  assertScopeFits(endpoint, scope, page);
  const members = endpoint.parameters.map(
    (parameter) =>
      `${JSON.stringify(parameter.name)}:${renderValue(parameter.value, { ...scope, id: page.id ?? null })}`,
  );
  if (page.page !== undefined) members.push(`"page":${page.page}`);
  if (page.limit !== undefined) members.push(`"limit":${page.limit}`);
  return `{${members.join(',')}}`;
}

function assertScopeFits(endpoint: Requestable, scope: WalkScope, page: PageRequest): void {
  const values = new Set(endpoint.parameters.map((parameter) => parameter.value));
  if (endpoint.mode === 'window') {
    if (scope.window === null) throw missing(endpoint, 'a window');
    if (!values.has('{windowStart}') || !values.has('{windowEnd}'))
      throw missing(endpoint, 'parameters {windowStart} and {windowEnd} in its declaration');
  }
  if (endpoint.mode === 'per-id' && (page.id === undefined || !values.has('{id}'))) throw missing(endpoint, 'an id');
}

function missing(endpoint: Requestable, what: string): ConfigError {
  return new ConfigError(
    'SCOPE_INCOMPLETE',
    `${endpoint.table} must not be read without ${what}: upstream would answer an empty list as success`,
    { phase: 'extract', details: { table: endpoint.table } },
  );
}

type Fillings = Pick<WalkScope, 'siteId' | 'window' | 'table'> & { readonly id: string | null };

function renderValue(value: ParameterValue, fill: Fillings): string {
  if (value === '{siteId}') return renderId(fill.siteId);
  if (value === '{id}') return renderId(required(fill.id, value, fill.table));
  if (value === '{windowStart}') return JSON.stringify(required(fill.window, value, fill.table).from);
  if (value === '{windowEnd}') return JSON.stringify(required(fill.window, value, fill.table).to);
  return JSON.stringify(value);
}

function required<T>(value: T | null, placeholder: string, table: string): T {
  if (value !== null) return value;
  throw new ConfigError('SCOPE_INCOMPLETE', `${table} needs a value for its parameter ${placeholder}`, {
    phase: 'extract',
    details: { table, placeholder },
  });
}

/** Digits stay digits, at any length; anything else goes as text. */
function renderId(id: string): string {
  return /^-?(0|[1-9]\d*)$/.test(id) ? id : JSON.stringify(id);
}
