import type { Context } from 'hono';
import type { z } from 'zod';
import { ConfigError, EtlError, LockedError, messageOf, RequestRefused } from '../../base/errors.ts';
import { isTransient, SQLSTATE, sqlStateOf } from '../../database/pg-error.ts';

/** A fault that nobody foresaw: told to the terminal, never to the page. */
export type ReportFault = (error: unknown, what: string) => void;

/** Turns whatever a route threw into an answer that a page can explain. */
export function answerError(context: Context, error: unknown, report: ReportFault): Response {
  const { status, code, message } = describe(error);
  if (status === 500) report(error, `${context.req.method} ${context.req.path}`);
  if (status === 503) context.header('Retry-After', '3');
  return context.json({ error: { code, message } }, status);
}

interface Description {
  readonly status: RequestRefused['status'] | 500 | 503;
  readonly code: string;
  readonly message: string;
}

function describe(error: unknown): Description {
  if (error instanceof RequestRefused) return error;
  if (error instanceof LockedError) return { status: 409, code: 'LOCKED', message: messageOf(error) };
  if (isTransient(error) || (error instanceof EtlError && error.code === 'DB_UNREACHABLE')) {
    return { status: 503, code: 'DB_GONE', message: 'the database cannot be reached at the moment' };
  }
  if (sqlStateOf(error) === SQLSTATE.queryCanceled) {
    return { status: 503, code: 'TOO_SLOW', message: 'this took too long and was given up; ask for fewer days' };
  }
  // What commands call wrong usage: an unknown table, key or id.
  if (error instanceof ConfigError) return { status: 400, code: error.code, message: messageOf(error) };
  return { status: 500, code: 'FAULT', message: 'a fault of the program; the terminal of "serve" shows it' };
}

/** Checks input; throws RequestRefused that names each field at fault with what it should be. */
export function readInput<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
  throw new RequestRefused(400, 'BAD_INPUT', problems.join('; '));
}
