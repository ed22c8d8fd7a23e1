/** `Retry-After` as milliseconds from `now`: whole seconds or an HTTP date; null when absent or not understood. */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

export interface BackoffOptions {
  /** Upper bound of the first wait. */
  readonly baseMs: number;
  /** Upper bound of any wait. */
  readonly maxMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Exponential backoff with full jitter: uniform between 0 and the bound, so that callers do not come back in step. */
export function backoffMs(attempt: number, options: BackoffOptions): number {
  const bound = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(options.random() * bound);
}
