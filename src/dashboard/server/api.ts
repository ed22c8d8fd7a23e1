import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { getCookie } from 'hono/cookie';
import { messageOf, RequestRefused } from '../../base/errors.ts';
import { isAtLeast } from '../api/roles.ts';
import { writeAudit } from './access/audit.ts';
import { readSession, type Session } from './access/sessions.ts';
import { csrfWordOf, isSame, readSigned } from './access/tokens.ts';
import { answerError, type ReportFault, readInput } from './answers.ts';
import { assertHost, assertSameOrigin, callerOf } from './guards.ts';
import type { DashboardPlace } from './place.ts';
import { readFor } from './reading.ts';
import type { ChangeRoute, Route, RouteRequest } from './route.ts';

/** `__Host-` would want HTTPS, which loopback has not. */
export const SESSION_COOKIE = 'feiqiu_session';
const CSRF_HEADER = 'x-csrf-word';

const LARGEST_BODY_BYTES = 64 * 1024;

/** The API below /api: every route behind the same guards, in the same order. */
export function createApi(place: DashboardPlace, routes: readonly Route[], report: ReportFault): Hono {
  const api = new Hono();
  api.onError((error, context) => answerError(context, error, report));
  api.use(compress());
  api.use(async (context, next) => {
    assertHost(context, place);
    if (context.req.method !== 'GET') assertSameOrigin(context, place);
    await next();
  });
  api.use(
    bodyLimit({
      maxSize: LARGEST_BODY_BYTES,
      onError: () => {
        throw new RequestRefused(413, 'TOO_LARGE', {
          zh: `一次请求最多 ${LARGEST_BODY_BYTES} 字节`,
          en: `a request has at most ${LARGEST_BODY_BYTES} bytes`,
        });
      },
    }),
  );
  for (const route of routes) api.on(route.method, route.path, (context) => answer(context, place, route));
  return api;
}

/** Answers what no route took; to be mounted last. */
export function refuseUnknown({ req }: Context): never {
  throw new RequestRefused(404, 'NO_SUCH_ROUTE', {
    zh: `没有 ${req.method} ${req.path}`,
    en: `${req.method} ${req.path} does not exist`,
  });
}

async function answer(context: Context, place: DashboardPlace, route: Route): Promise<Response> {
  const { session, token } = await sessionOf(context, place);
  const caller = callerOf(context, place);
  if (route.method === 'GET') {
    assertRole(route, session);
    return toResponse(
      context,
      await route.handle(requestFor(place, { session, caller, input: inputOf(context, route) })),
    );
  }
  const audit = auditOf(place, session.user, caller.address, route.action);
  let subject: unknown = null;
  try {
    assertWord(context, place, token);
    assertRole(route, session);
    subject = await readBody(context);
    const input = readInput(route.input, { ...asObject(subject), ...context.req.param() });
    const done = await route.handle(requestFor(place, { session, caller, input }));
    await audit(subject, 'DONE', null);
    return toResponse(context, done);
  } catch (error) {
    await audit(subject, error instanceof RequestRefused ? 'REFUSED' : 'FAILED', messageOf(error));
    throw error;
  }
}

function auditOf(place: DashboardPlace, user: string, address: string, action: ChangeRoute['action']) {
  return (subject: unknown, outcome: 'DONE' | 'REFUSED' | 'FAILED', message: string | null): Promise<void> =>
    writeAudit(
      place.controlPool,
      { user, address, action, subject: asObject(subject), outcome, message },
      place.clock.now(),
    );
}

/** The session of a request and its token; throws RequestRefused when nobody is logged in. */
export async function sessionOf(
  context: Context,
  { controlPool, key, clock }: DashboardPlace,
): Promise<{ readonly session: Session; readonly token: string }> {
  const cookie = getCookie(context, SESSION_COOKIE);
  const token = cookie === undefined ? null : readSigned(cookie, key);
  const session = token === null ? null : await readSession(controlPool, token, clock.now());
  if (token === null || session === null) {
    const isOver = cookie !== undefined;
    throw new RequestRefused(
      401,
      'NO_SESSION',
      isOver
        ? { zh: '会话已结束，请重新登录', en: 'the session is over: log in again' }
        : { zh: '请先登录', en: 'log in first' },
    );
  }
  return { session, token };
}

/** Refuses a change whose CSRF word is not that of the session. */
export function assertWord(context: Context, { key }: DashboardPlace, token: string): void {
  if (isSame(context.req.header(CSRF_HEADER) ?? '', csrfWordOf(token, key))) return;
  throw new RequestRefused(403, 'CSRF', {
    zh: '页面已过期，请重新载入',
    en: 'the page is out of date: load it again',
  });
}

function assertRole({ access }: Route, { role, user }: Session): void {
  if (isAtLeast(role, access)) return;
  throw new RequestRefused(403, 'FORBIDDEN', {
    zh: `这需要角色 ${access}，而 ${user} 的角色是 ${role}`,
    en: `this needs the role ${access}; ${user} has the role ${role}`,
  });
}

function inputOf(context: Context, route: Route): unknown {
  return readInput(route.input, { ...context.req.query(), ...context.req.param() });
}

/** The JSON of a change; throws RequestRefused for any other content. */
export async function readBody(context: Context): Promise<unknown> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) {
    throw new RequestRefused(400, 'NO_JSON', {
      zh: '修改要以 application/json 发送',
      en: 'a change is sent as application/json',
    });
  }
  try {
    return await context.req.json();
  } catch {
    throw new RequestRefused(400, 'NO_JSON', { zh: '请求体不是 JSON', en: 'the body is no JSON' });
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function requestFor(
  place: DashboardPlace,
  { session, caller, input }: Pick<RouteRequest<unknown>, 'session' | 'caller' | 'input'>,
): RouteRequest<unknown> {
  const { user } = session;
  return {
    input,
    session,
    caller,
    place,
    read: (work, how) => readFor(place, session, work, how),
    audit: (action, subject) => auditOf(place, user, caller.address, action)(subject, 'DONE', null),
  };
}

function toResponse(context: Context, answered: object): Response {
  return answered instanceof Response ? answered : context.json(answered);
}
