import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RequestRefused } from '../../base/errors.ts';
import type { Caller } from './access/sessions.ts';
import type { DashboardPlace } from './place.ts';

/**
 * Nothing but our own files, and no text that could become script or style. Frames, plug-ins, forms that lead elsewhere
 * and foreign hosts are shut out.
 */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** Sets the headers that keep foreign content out; answers of the API are not to be kept by anybody. */
export function secureHeaders(isHttps: boolean): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    if (isHttps) context.header('Strict-Transport-Security', 'max-age=31536000');
    if (context.req.path.startsWith('/api/')) context.header('Cache-Control', 'no-store');
  };
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Refuses names that are not ours: a foreign site whose name is made to lead to this machine (DNS rebinding) would
 * otherwise be taken for us by the browser.
 */
export function assertHost(context: Context, { publicUrl, isLoopback }: DashboardPlace): void {
  const { host, hostname } = new URL(context.req.url);
  if (publicUrl !== null && host === publicUrl.host) return;
  if (isLoopback ? isLoopbackHost(hostname) : publicUrl === null) return;
  throw new RequestRefused(403, 'WRONG_HOST', {
    zh: `这个看板不叫 ${host}。请用 serve 打印的地址打开；前面有代理时用 --public-url 启动`,
    en: `this dashboard is not called ${host}. Open it by the address that "serve" printed; behind a proxy start it with --public-url`,
  });
}

/** Refuses changes that a page of another site asks for. */
export function assertSameOrigin(context: Context, { publicUrl }: DashboardPlace): void {
  const origin = context.req.header('origin');
  const own = publicUrl?.origin ?? new URL(context.req.url).origin;
  const site = context.req.header('sec-fetch-site');
  if ((origin === undefined || origin === own) && (site === undefined || site === 'same-origin')) return;
  throw new RequestRefused(403, 'FOREIGN_ORIGIN', {
    zh: `只接受来自 ${own} 的修改，不接受来自 ${origin ?? site} 的`,
    en: `changes are taken from ${own} only, not from ${origin ?? site}`,
  });
}

/** Behind a proxy of our own the last address that it added counts; what came before it could be made up. */
export function callerOf(context: Context, { publicUrl }: DashboardPlace): Caller {
  const peer = getConnInfo(context).remote.address ?? 'unknown';
  const forwarded = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const address = publicUrl !== null && isIP(forwarded) !== 0 ? forwarded : peer;
  return { address, agent: context.req.header('user-agent') ?? '' };
}
