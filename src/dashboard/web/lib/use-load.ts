import { useEffect, useState } from 'preact/hooks';
import { ApiError, get } from './api.ts';

/** What is known of something asked for. Old data stays while new data is on its way or out of reach. */
export interface Loaded<T> {
  readonly data: T | null;
  readonly error: ApiError | null;
  readonly isLoading: boolean;
}

const RETRY_MS = 3_000;

/** Asks the API and asks again when the address changes, or by and by when the database was away. Null: not yet. */
export function useLoad<T>(path: string | null): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ data: null, error: null, isLoading: true });
  useEffect(() => {
    if (path === null) return undefined;
    const stop = new AbortController();
    let timer = 0;
    const load = (): void => {
      setLoaded((old) => ({ ...old, isLoading: true }));
      get<T>(path, stop.signal).then(
        (data) => setLoaded({ data, error: null, isLoading: false }),
        (error: unknown) => {
          if (stop.signal.aborted || !(error instanceof ApiError)) return;
          // What is wrong with the question is wrong with the old answer as well; what is away comes back.
          setLoaded((old) => ({ data: error.isPassing ? old.data : null, error, isLoading: false }));
          if (error.isPassing) timer = window.setTimeout(load, RETRY_MS);
        },
      );
    };
    load();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
    };
  }, [path]);
  return loaded;
}
