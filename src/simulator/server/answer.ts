/** What the server does with a request: a response, or one of the two ways of not giving any. */
export type Answer = Reply | { readonly kind: 'reset' } | { readonly kind: 'hang'; readonly seconds: number };

/** A complete HTTP response. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set when the client was told to wait before it repeats this very request. */
  readonly retryAfterSeconds?: number;
}

/** An answer upstream gives on HTTP 200 with a code that is not success. */
export interface Refusal {
  readonly code: number;
  readonly msg: string;
}

/** The refusals of the simulated upstream; codes other than 1400 are invented (the contract names none). */
export const REFUSAL = {
  loginExpired: (): Refusal => ({ code: 10001, msg: '登录已过期，请重新登录' }),
  parameter: (what: string): Refusal => ({ code: 1001, msg: `参数错误：${what}` }),
  unknownSite: (siteId: string): Refusal => ({ code: 1002, msg: `门店不存在：${siteId}` }),
  foreignSite: (siteId: string): Refusal => ({ code: 1003, msg: `无权访问门店：${siteId}` }),
  unknownTicket: (id: string): Refusal => ({ code: 1004, msg: `结算单不存在：${id}` }),
  ticketUnavailable: (): Refusal => ({ code: 1400, msg: '请求失败' }),
} as const;

const JSON_TYPE = 'application/json; charset=utf-8';

/** A JSON response whose text is already made. */
export function textReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { kind: 'reply', status, contentType: JSON_TYPE, headers, body };
}

/** A JSON response; for values without 64-bit ids or money, which must go through `stringifyWire`. */
export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return textReply(status, JSON.stringify(value), headers);
}

/** A refusal as upstream sends it: HTTP 200 unless the status is given. */
export function refusalReply(refusal: Refusal, status = 200): Reply {
  return jsonReply(status, { code: refusal.code, msg: refusal.msg, data: null });
}

/** 429 with Retry-After in seconds, or as an HTTP date counted from `nowMs`. */
export function tooManyRequests(retryAfterSeconds: number, form: { readonly dateFromMs?: number } = {}): Reply {
  // An HTTP date has whole seconds: rounded up, so that the date is never earlier than the wait that was meant.
  const header =
    form.dateFromMs === undefined
      ? String(Math.ceil(retryAfterSeconds))
      : new Date(Math.ceil(form.dateFromMs / 1000 + retryAfterSeconds) * 1000).toUTCString();
  const reply = jsonReply(429, { code: 429, msg: '请求过于频繁', data: null }, { 'retry-after': header });
  return { ...reply, retryAfterSeconds };
}
