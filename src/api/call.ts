import type { Meter } from './meter.ts';

/** Code of the error when upstream wants a credential to be silent for longer than there is time; `retryAt` says until when. */
export const RETRY_LATER = 'RETRY_LATER';

/** One request: everything that differs between calls of one credential. */
export interface ApiCall {
  /** Path below the base URL, with its leading slash. */
  readonly path: string;
  /** JSON text, sent as it is. */
  readonly body: string;
  /** No attempt starts and no wait ends after this instant. */
  readonly deadline?: Date | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly meter?: Meter | undefined;
}

/** An answer that is JSON and not a refusal of the credential; whether it is a success is for the envelope to say. */
export interface ApiResponse {
  /** The body as received (after gzip, if the server used it). */
  readonly raw: Buffer;
  /** `raw` decoded as UTF-8. */
  readonly text: string;
  /** `text` parsed. For looking around only: its numbers are floats. */
  readonly json: unknown;
  /** Of `raw`, hexadecimal. */
  readonly sha256: string;
  readonly receivedAt: Date;
  readonly status: number;
  /** 1 when the first try was answered. */
  readonly attempts: number;
}
