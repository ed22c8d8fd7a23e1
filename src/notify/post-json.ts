import { request } from 'undici';
import type { Clock } from '../base/clock.ts';
import { ConfigError, messageOf, TransientError } from '../base/errors.ts';
import type { SettingName } from '../config/settings.ts';
import type { ChannelName } from './message.ts';
import { withRetries } from './retry.ts';

/** Where a message goes and how its errors are told. */
export interface Target {
  readonly channel: ChannelName;
  readonly url: string;
  /** The setting that holds the address: named in errors in place of it. */
  readonly setting: SettingName;
  readonly clock: Clock;
}

/** An answer with a status of 2xx; `body` is null when it is no JSON. */
export interface Answer {
  readonly body: unknown;
}

const ATTEMPT_LIMIT_MS = 10_000;
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts JSON; `judge` throws when the answer is a no. A TransientError is tried again, whether it came from the network or
 * from `judge`, with what `build` makes of that moment. The address holds a key, so no error names it.
 */
export function postJson(
  target: Target,
  build: () => { readonly url: string; readonly body: unknown },
  judge: (answer: Answer) => void,
  signal?: AbortSignal,
): Promise<void> {
  const attempt = async (): Promise<void> => {
    const { url, body } = build();
    judge(await postOnce(target, url, body, signal));
  };
  return withRetries(target.clock, attempt, signal);
}

async function postOnce(target: Target, url: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(ATTEMPT_LIMIT_MS);
  const { status, text } = await exchange(target, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'feiqiu-etl' },
    body: JSON.stringify(body),
    signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
  });
  if (status >= 200 && status < 300) return { body: parse(text) };
  const { channel, setting } = target;
  if (status >= 500 || RETRYABLE_STATUSES.has(status)) {
    throw new TransientError('CHANNEL_UNREACHABLE', `${channel} answered HTTP ${status}; it is tried again later`);
  }
  throw new ConfigError('CHANNEL_REFUSED', `${channel} answered HTTP ${status}; correct ${setting}`);
}

async function exchange(
  { channel, setting }: Target,
  url: string,
  options: Parameters<typeof request>[1],
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const { statusCode, body } = await request(url, options);
    return { status: statusCode, text: await body.text() };
  } catch (error) {
    // Without the cause: it may carry the address.
    throw new TransientError(
      'CHANNEL_UNREACHABLE',
      `${channel} cannot be reached: ${reasonOf(error, url)}; check ${setting} and the network`,
    );
  }
}

/** What went wrong, without any part of the address behind its host. */
function reasonOf(error: unknown, url: string): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${ATTEMPT_LIMIT_MS / 1000} s`;
  const { pathname, search } = new URL(url);
  const parts = [url, `${pathname}${search}`].filter((part) => part.length > 1);
  return parts.reduce((text, part) => text.replaceAll(part, '…'), toReason(error));
}

function toReason(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return messageOf(error);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
