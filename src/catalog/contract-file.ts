import { z } from 'zod';
import { ConfigError } from '../base/errors.ts';
import { readJsonFile } from '../base/json-file.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Endpoint } from './endpoint.ts';

const owner = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('row'), path: z.string(), token: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('request') }),
  z.strictObject({ kind: z.literal('tenant') }),
]);

const override = z.strictObject({
  path: z.string().startsWith('/').optional(),
  listPath: z.string().optional(),
  altListPaths: z.array(z.string()).optional(),
  totalPath: z.string().nullable().optional(),
  key: z.string().optional(),
  eventTime: z.string().nullable().optional(),
  optional: z.boolean().optional(),
  paged: z.boolean().optional(),
  owner: owner.optional(),
  /** New names of the two window parameters. */
  window: z.strictObject({ start: z.string(), end: z.string() }).optional(),
  /** Parameter name → new constant value, or null to leave the parameter out. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
  /** Documented field path → the path upstream uses now. */
  fields: z.record(z.string(), z.string()).optional(),
});

const FILE = {
  origin: 'CONTRACT_FILE',
  code: 'BAD_CONTRACT_FILE',
  schema: z.strictObject({ endpoints: z.record(z.string(), override) }),
} as const;

type Override = z.infer<typeof override>;

/** Corrections of one endpoint, as they stand in CONTRACT_FILE under its table. */
export type EndpointOverride = Readonly<Record<string, unknown>>;

/** What a CONTRACT_FILE holds. */
export interface ContractFile {
  readonly endpoints: Readonly<Record<string, EndpointOverride>>;
}

/** What is held to be true of upstream. */
export interface Contract {
  readonly endpoints: readonly Endpoint[];
  /** The corrections that are in `endpoints`; null: none, they are as declared. */
  readonly contractInForce: ContractFile | null;
}

/**
 * Applies CONTRACT_FILE: corrections of our assumptions about upstream, by ODS table. Throws ConfigError naming the file
 * and the place for anything that is not understood, because a correction that is silently ignored corrects nothing.
 */
export function applyContractFile(
  endpoints: readonly Endpoint[],
  file: string,
  readText: (path: string) => string,
): Contract {
  const contractInForce = readJsonFile(file, { ...FILE, readText });
  const overrides = contractInForce.endpoints;
  for (const table of Object.keys(overrides)) {
    if (!endpoints.some((endpoint) => endpoint.table === table)) throw unknownTable(file, table, endpoints);
  }
  const corrected = endpoints.map((endpoint) => {
    const given = overrides[endpoint.table];
    return given === undefined ? endpoint : correct(endpoint, given, file);
  });
  return { endpoints: corrected, contractInForce };
}

function unknownTable(file: string, table: string, endpoints: readonly Endpoint[]): ConfigError {
  const tables = endpoints.map((endpoint) => endpoint.table);
  return new ConfigError(
    'BAD_CONTRACT_FILE',
    `CONTRACT_FILE ${file} corrects ${table}, which is no ODS table.${didYouMean(table, tables)} Tables: ${tables.join(', ')}`,
  );
}

function correct(endpoint: Endpoint, given: Override, file: string): Endpoint {
  const { window, parameters, fields, owner: newOwner, ...plain } = given;
  const stated = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const renamed = { ...endpoint, ...stated, ...(newOwner === undefined ? {} : { owner: toOwner(newOwner) }) };
  return withFields(withParameters(withWindow(renamed, window, file), parameters), fields, file);
}

function toOwner(given: z.infer<typeof owner>): Endpoint['owner'] {
  if (given.kind !== 'row') return given;
  return given.token === undefined
    ? { kind: 'row', path: given.path }
    : { kind: 'row', path: given.path, token: given.token };
}

/** The window parameters are renamed where they are declared and where they are sent. */
function withWindow(endpoint: Endpoint, window: Override['window'], file: string): Endpoint {
  if (window === undefined) return endpoint;
  const { window: before } = endpoint;
  if (before === null) {
    throw new ConfigError('BAD_CONTRACT_FILE', `CONTRACT_FILE ${file}: ${endpoint.table} is not read in windows`);
  }
  const names = new Map([
    [before.start, window.start],
    [before.end, window.end],
  ]);
  return {
    ...endpoint,
    window: { ...before, ...window },
    parameters: endpoint.parameters.map((one) => ({ ...one, name: names.get(one.name) ?? one.name })),
  };
}

function withParameters(endpoint: Endpoint, given: Override['parameters']): Endpoint {
  if (given === undefined) return endpoint;
  const kept = endpoint.parameters
    .filter((parameter) => given[parameter.name] !== null)
    .map((parameter) => ({ ...parameter, value: given[parameter.name] ?? parameter.value }));
  const added = Object.entries(given)
    .filter(([name, value]) => value !== null && !endpoint.parameters.some((parameter) => parameter.name === name))
    .map(([name, value]) => ({
      name,
      value: value as string | number,
      mark: 'confirmed' as const,
      zh: name,
      en: name,
    }));
  return { ...endpoint, parameters: [...kept, ...added] };
}

/** A renamed field keeps its meaning; key, event time and owner move with it. */
function withFields(endpoint: Endpoint, renames: Override['fields'], file: string): Endpoint {
  if (renames === undefined) return endpoint;
  const paths = endpoint.fields.map((field) => field.path);
  for (const path of Object.keys(renames)) {
    if (paths.includes(path)) continue;
    throw new ConfigError(
      'BAD_CONTRACT_FILE',
      `CONTRACT_FILE ${file}: ${endpoint.table} has no field ${path}.${didYouMean(path, paths)}`,
    );
  }
  const renamed = (path: string): string => renames[path] ?? path;
  return {
    ...endpoint,
    key: renamed(endpoint.key),
    eventTime: endpoint.eventTime === null ? null : renamed(endpoint.eventTime),
    owner: endpoint.owner.kind === 'row' ? { ...endpoint.owner, path: renamed(endpoint.owner.path) } : endpoint.owner,
    fields: endpoint.fields.map((field) => ({ ...field, path: renamed(field.path) })),
  };
}
