import type { Named, Pair } from '../../api/named.ts';

/** No answer at all, that of a proxy before a server that is away, and that of a server whose database is. */
const PASSING: ReadonlySet<number> = new Set([0, 502, 503]);

const GONE: Named = { code: 'GONE', zh: '服务没有回应', en: 'the server does not answer' };

/** What the server refused, or could not do. `GONE`: neither it nor its database can be reached now. */
export class ApiError extends Error {
  readonly status: number;
  /** What is wrong, for the reader. */
  readonly said: Named;

  constructor(status: number, said: Named) {
    super(said.en);
    this.status = status;
    this.said = said;
  }

  /** True when trying again by and by makes sense. */
  get isPassing(): boolean {
    return PASSING.has(this.status);
  }
}

let csrfWord = '';
let onSessionOver: () => void = () => undefined;

/** Told once a login is known: the word every change has to carry. */
export function setCsrfWord(word: string): void {
  csrfWord = word;
}

/** Called when the server says that nobody is logged in any more. */
export function whenSessionIsOver(listener: () => void): void {
  onSessionOver = listener;
}

/** Asks the API for something. */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, signal === undefined ? {} : { signal });
}

/** Changes something. */
export function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'X-Csrf-Word': csrfWord };
  return send<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/api${path}`, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, GONE);
  });
  if (response.ok) return (await response.json()) as T;
  const { error } = (await response.json().catch(() => ({}))) as { readonly error?: Named };
  if (error?.code === 'NO_SESSION') onSessionOver();
  const { status, statusText } = response;
  throw new ApiError(status, error ?? { code: 'FAULT', zh: `${status} ${statusText}`, en: `${status} ${statusText}` });
}

/** Anything thrown by the above, for the reader. */
export function saidOf(error: unknown): Pair {
  if (error instanceof ApiError) return error.said;
  const text = String(error);
  return { zh: text, en: text };
}
