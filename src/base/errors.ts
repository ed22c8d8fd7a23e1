import type { Language } from './language.ts';

/** Which part of the work failed; printed with every error and stored with every run. */
export type Phase =
  | 'config'
  | 'database'
  | 'extract'
  | 'archive'
  | 'load'
  | 'transform'
  | 'quality'
  | 'publish'
  | 'serve';

export interface ErrorOptions {
  /** Ids and values a person needs to find the place: never a secret, never a whole payload. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  readonly phase?: Phase;
}

/**
 * Root of all errors we raise on purpose. Classes are grouped by what the caller should do, not by where they came
 * from; anything that is not an EtlError is a bug and ends the run.
 */
export class EtlError extends Error {
  readonly code: string;
  readonly phase: Phase;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.phase = options.phase ?? 'load';
    this.details = options.details ?? {};
  }
}

/** Abort before anything starts: a setting, argument or credential is wrong. Exit code 2. */
export class ConfigError extends EtlError {
  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(code, message, { phase: 'config', ...options });
  }
}

export interface TransientOptions extends ErrorOptions {
  readonly retryAfterMs?: number;
  readonly retryAt?: Date;
}

/** Worth another try: the network, the server or the database was briefly unavailable. */
export class TransientError extends EtlError {
  /** What the server asked us to wait, in milliseconds; undefined when it said nothing. */
  readonly retryAfterMs: number | undefined;
  /** When another try makes sense, if that lies beyond the deadline of the work; undefined otherwise. */
  readonly retryAt: Date | undefined;

  constructor(code: string, message: string, options: TransientOptions = {}) {
    super(code, message, { phase: 'extract', ...options });
    this.retryAfterMs = options.retryAfterMs;
    this.retryAt = options.retryAt;
  }
}

/** Upstream refused the credential, or it has expired: the message says how to renew it. */
export class ApiAuthError extends EtlError {
  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(code, message, { phase: 'extract', ...options });
  }
}

/** Upstream answered something the contract does not allow (no list under any known key, an unknown code …). */
export class ContractViolation extends EtlError {
  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(code, message, { phase: 'extract', ...options });
  }
}

/** An archived walk cannot be read as it was written: quarantine the walk and go on with the others. */
export class ArchiveCorrupt extends EtlError {
  /** The file at fault, relative to the archive root. */
  readonly file: string;

  constructor(file: string, message: string, options: ErrorOptions = {}) {
    super('ARCHIVE_CORRUPT', message, { phase: 'archive', ...options, details: { ...options.details, file } });
    this.file = file;
  }
}

/** Another run holds the lease of the store. Exit code 75. */
export class LockedError extends EtlError {
  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(code, message, { phase: 'database', ...options });
  }
}

/** A request to the dashboard that gets no answer: not allowed, not there, not well formed, or too many of them. */
export class RequestRefused extends EtlError {
  /** HTTP status code, 400 to 499. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 429;

  /** What the page says, in the language of its reader. */
  readonly said: Readonly<Record<Language, string>>;

  constructor(
    status: RequestRefused['status'],
    code: string,
    said: Readonly<Record<Language, string>>,
    options: ErrorOptions = {},
  ) {
    super(code, said.en, { phase: 'serve', ...options });
    this.status = status;
    this.said = said;
  }
}

/** The user asked to stop. A signal, not a failure. Exit code 130. */
export class Cancelled extends EtlError {
  constructor(message = 'cancelled', options: ErrorOptions = {}) {
    super('CANCELLED', message, options);
  }
}

/** The message of anything thrown, for the few places that turn an error into text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
