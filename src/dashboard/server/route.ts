import type { z } from 'zod';
import type { PoolClient } from '../../database/connection.ts';
import type { Role } from '../api/roles.ts';
import type { Caller, Session } from './access/sessions.ts';
import type { DashboardPlace } from './place.ts';

/** What a route is given: somebody who may use it, and input that was checked. */
export interface RouteRequest<Input> {
  readonly input: Input;
  readonly session: Session;
  readonly caller: Caller;
  readonly place: DashboardPlace;
  /** Reads as the user: their stores only, without personal data unless `personal` is asked for. */
  read<T>(work: (db: PoolClient) => Promise<T>, how?: { readonly personal?: boolean }): Promise<T>;
  /** Writes to the audit what a route does besides answering. Changes are written down without it. */
  audit(action: string, subject: Readonly<Record<string, unknown>>): Promise<void>;
}

interface RouteBase<Schema extends z.ZodType> {
  /** Below /api; `:name` parts are input like the rest. */
  readonly path: `/${string}`;
  /** Least role that may use it. */
  readonly access: Role;
  /** Query of a GET, body of a POST. */
  readonly input: Schema;
  /** An object is sent as JSON, a Response as it is. */
  readonly handle: (request: RouteRequest<z.output<Schema>>) => Promise<object>;
}

/** Looks and changes nothing. */
export interface ReadRoute<Schema extends z.ZodType = z.ZodType> extends RouteBase<Schema> {
  readonly method: 'GET';
}

/** Changes something: asks for the CSRF word, and is written to the audit whatever becomes of it. */
export interface ChangeRoute<Schema extends z.ZodType = z.ZodType> extends RouteBase<Schema> {
  readonly method: 'POST';
  /** Name in the audit. */
  readonly action: string;
}

export type Route = ReadRoute | ChangeRoute;

/** Declares a route; its input is typed by its schema. */
export function defineRoute<Schema extends z.ZodType>(route: ReadRoute<Schema> | ChangeRoute<Schema>): Route {
  return route;
}
