import type { Field, Mark } from './field.ts';

/** What a request parameter is filled with: a constant, or one of the four things known at request time. */
export type ParameterValue = string | number | '{siteId}' | '{windowStart}' | '{windowEnd}' | '{id}';

export interface RequestParameter {
  readonly name: string;
  readonly value: ParameterValue;
  readonly mark: Mark;
  readonly zh: string;
  readonly en: string;
}

/** Names of the two request parameters that bound a window, half open: [start, end). */
export interface WindowParameters {
  readonly start: string;
  readonly end: string;
  readonly mark: Mark;
  /** Other spellings to try by override when upstream ignores these. */
  readonly alternatives: readonly { readonly start: string; readonly end: string }[];
}

/**
 * Who tells which store a row belongs to: a field of the row, the request's siteId, or nobody (tenant-wide rows, stored
 * once per site that asked). `token: true` says the request carries no siteId, so the credential decides.
 */
export type Owner =
  | { readonly kind: 'row'; readonly path: string; readonly token?: boolean }
  | { readonly kind: 'request' }
  | { readonly kind: 'tenant' };

/** A full list without a time range, rows by time range, or one answer per id. */
export type Mode = 'snapshot' | 'window' | 'per-id';

/** One upstream endpoint and the ODS table its raw records go to. */
export interface Endpoint {
  /** ODS table, and the name used in files and messages. */
  readonly table: string;
  /** Task code, as in seed §12. */
  readonly task: string;
  readonly zh: string;
  readonly en: string;
  readonly grain: { readonly zh: string; readonly en: string };
  readonly path: string;
  readonly mode: Mode;
  /** False: one answer holds everything and `page`/`limit` are not sent. */
  readonly paged: boolean;
  readonly parameters: readonly RequestParameter[];
  /** Where the records are, dotted from the body's root. */
  readonly listPath: string;
  /** Tried in order when `listPath` is absent; finding none is an error, never an empty list. */
  readonly altListPaths: readonly string[];
  readonly totalPath: string | null;
  readonly window: WindowParameters | null;
  /** True for reports: read only in whole business days, and the window is part of the key. */
  readonly report: boolean;
  readonly owner: Owner;
  /** Path of the upstream primary key within a record. */
  readonly key: string;
  readonly keyMark: Mark;
  /** Path of the time by which a window selects rows; null when the rows carry none. */
  readonly eventTime: string | null;
  readonly updateTime: string | null;
  /** A failure of an optional endpoint is a warning; it is probed once a day. */
  readonly optional: boolean;
  /** Per-id endpoints: table and key whose new or changed records ask for a call each. */
  readonly idsFrom: { readonly table: string; readonly path: string } | null;
  readonly fields: readonly Field[];
  /** What surprised us or will surprise the reader. */
  readonly quirks: readonly string[];
}

/** What a file of `endpoints/` states; the rest is defaulted by `defineEndpoint`. */
export type EndpointDeclaration = Pick<
  Endpoint,
  'table' | 'task' | 'zh' | 'en' | 'grain' | 'path' | 'mode' | 'parameters' | 'listPath' | 'owner' | 'key' | 'fields'
> &
  Partial<Endpoint>;

/** Completes a declaration with what most endpoints share. */
export function defineEndpoint(declaration: EndpointDeclaration): Endpoint {
  return {
    paged: true,
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    window: null,
    report: false,
    keyMark: 'derived',
    eventTime: null,
    updateTime: null,
    optional: false,
    idsFrom: null,
    quirks: [],
    ...declaration,
  };
}

/** Largest page upstream serves; more is silently cut (M-LIMIT-CAP). */
export const MAX_PAGE_SIZE = 100;
