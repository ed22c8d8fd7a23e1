import type { Context, Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { RequestRefused } from '../../base/errors.ts';
import type { SessionAnswer } from '../api/session.ts';
import { forgiveAttempt, noteAttempt } from './access/attempts.ts';
import { writeAudit } from './access/audit.ts';
import { isPassword } from './access/passwords.ts';
import { beginSession, endSession, LONGEST_SESSION_DAYS, type Session, useLink } from './access/sessions.ts';
import { csrfWordOf, signToken } from './access/tokens.ts';
import { readPasswordHash } from './access/users.ts';
import { readInput } from './answers.ts';
import { assertWord, readBody, SESSION_COOKIE, sessionOf } from './api.ts';
import { callerOf } from './guards.ts';
import type { DashboardPlace } from './place.ts';

const PASSWORD_LOGIN = z.strictObject({ user: z.string().max(200), password: z.string().max(1000) });
const LINK_LOGIN = z.strictObject({ link: z.string().max(100) });

/** Who is logged in, logging in by password or link, logging out: the routes that need no session. */
export function mountLogin(api: Hono, place: DashboardPlace): void {
  api.get('/session', async (context) => context.json(await readCurrent(context, place)));
  api.post('/login', async (context) => {
    const { user, password } = readInput(PASSWORD_LOGIN, await readBody(context));
    return logIn(context, place, user, () => provePassword(place, user, password));
  });
  api.post('/login/link', async (context) => {
    const { link } = readInput(LINK_LOGIN, await readBody(context));
    return logIn(context, place, '(link)', () => useLink(place.controlPool, link, place.clock.now()));
  });
  api.post('/logout', async (context) => {
    const { session, token } = await sessionOf(context, place);
    assertWord(context, place, token);
    await endSession(place.controlPool, token);
    deleteCookie(context, SESSION_COOKIE, { path: '/' });
    await note(context, place, { user: session.user, action: 'logout', outcome: 'DONE' });
    return context.json({});
  });
}

async function readCurrent(context: Context, place: DashboardPlace): Promise<SessionAnswer> {
  try {
    const { session, token } = await sessionOf(context, place);
    return toAnswer(session, csrfWordOf(token, place.key));
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 401) return { user: null };
    throw error;
  }
}

function toAnswer({ user, role, siteIds }: Session, csrfWord: string): SessionAnswer {
  return { user, role, isLimited: siteIds !== null, csrfWord };
}

async function provePassword({ controlPool }: DashboardPlace, user: string, password: string): Promise<string | null> {
  const isRight = await isPassword(password, await readPasswordHash(controlPool, user));
  return isRight ? user : null;
}

/** Guessing is slowed down before anything is proven; the answer does not tell a wrong name from a wrong password. */
async function logIn(
  context: Context,
  place: DashboardPlace,
  claimed: string,
  prove: () => Promise<string | null>,
): Promise<Response> {
  const { controlPool, clock, key, publicUrl } = place;
  const caller = callerOf(context, place);
  const refused = { user: claimed, action: 'login', outcome: 'REFUSED' } as const;
  const attempt = await noteAttempt(controlPool, { user: claimed, address: caller.address, now: clock.now() }).catch(
    async (error: unknown) => {
      await note(context, place, refused);
      throw error;
    },
  );
  const user = await prove();
  if (user === null) {
    await note(context, place, refused);
    throw new RequestRefused(
      401,
      'LOGIN_REFUSED',
      claimed === '(link)'
        ? {
            zh: '这个链接已经用过，或已过期：运行 feiqiu-etl users link 用户名，或重启 serve，会得到新的',
            en: 'this link was used already, or is too old: "feiqiu-etl users link NAME", or serve started again, prints a new one',
          }
        : { zh: '用户名或密码不对', en: 'user name or password is wrong' },
    );
  }
  await forgiveAttempt(controlPool, attempt);
  const token = await beginSession(controlPool, user, caller, clock.now());
  setCookie(context, SESSION_COOKIE, signToken(token, key), {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: publicUrl?.protocol === 'https:',
    maxAge: LONGEST_SESSION_DAYS * 24 * 3600,
  });
  await note(context, place, { user, action: 'login', outcome: 'DONE' });
  return context.json({});
}

async function note(
  context: Context,
  place: DashboardPlace,
  entry: { readonly user: string; readonly action: string; readonly outcome: 'DONE' | 'REFUSED' },
): Promise<void> {
  const { address } = callerOf(context, place);
  await writeAudit(place.controlPool, { ...entry, address, subject: {}, message: null }, place.clock.now());
}
