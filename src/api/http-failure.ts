import { ConfigError, EtlError, messageOf, TransientError } from '../base/errors.ts';

/** Codes of Node and undici that mean "the network or the server was briefly not there". */
const TRANSIENT_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'Z_BUF_ERROR',
  'Z_DATA_ERROR',
]);

/** HTTP statuses after which the same request may succeed. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * What a thrown network error means: a TransientError that may be retried, a ConfigError for a certificate that does not
 * fit, or the error itself, which is then a bug.
 */
export function toNetworkError(error: unknown, place: string): unknown {
  const code = error instanceof EtlError ? null : networkCodeOf(error);
  if (code === null) return error;
  const details = { networkCode: code, place };
  if (TRANSIENT_CODES.has(code) || code.startsWith('HPE_')) {
    return new TransientError('NETWORK', `no complete answer from ${place}: ${messageOf(error)} (${code})`, {
      cause: error,
      details,
    });
  }
  if (!/CERT|TLS|SSL|SELF_SIGNED|EPROTO/.test(code)) return error;
  return new ConfigError(
    'API_TLS',
    `the TLS certificate of ${place} was not accepted (${code}); check API_BASE and the machine's clock and certificates`,
    { cause: error, phase: 'extract', details },
  );
}

/** The machine-readable code of a network error or of its causes: connection attempts to several addresses are nested. */
function networkCodeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return networkCodeOf(inner);
}
