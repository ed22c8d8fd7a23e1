/** What the server refused, or could not do. `GONE`: neither it nor its database can be reached now. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** True when trying again by and by makes sense. */
  get isPassing(): boolean {
    return this.status === 503 || this.status === 0;
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
    throw new ApiError(0, 'GONE', 'the server does not answer');
  });
  if (response.ok) return (await response.json()) as T;
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code: string; message: string } };
  if (error?.code === 'NO_SESSION') onSessionOver();
  throw new ApiError(response.status, error?.code ?? 'FAULT', error?.message ?? response.statusText);
}
