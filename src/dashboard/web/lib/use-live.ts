import { useEffect, useState } from 'preact/hooks';
import { hrefOf } from './router.ts';
import { type Loaded, useLoad } from './use-load.ts';

/** What is asked, and where the same is told again whenever it changes. */
interface LiveSource {
  readonly path: string;
  readonly livePath: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}

const AGAIN_MS = 2_000;

/**
 * Asks the API, and is told every change as long as the page is open. Trouble is found out by asking, which says what it
 * is; once that is over, the changes are listened to again.
 */
export function useLive<T>({ path, livePath, query }: LiveSource): Loaded<T> {
  const [round, setRound] = useState(0);
  const asked = hrefOf(path, { ...query, round: round === 0 ? undefined : String(round) });
  const loaded = useLoad<T>(asked);
  const [told, setTold] = useState<{ readonly asked: string; readonly data: T } | null>(null);
  const isReady = loaded.data !== null && loaded.error === null;
  useEffect(() => {
    if (!isReady) return undefined;
    const source = new EventSource(`/api${hrefOf(livePath, query)}`);
    let timer = 0;
    source.addEventListener('message', ({ data }: MessageEvent<string>) =>
      setTold({ asked, data: JSON.parse(data) as T }),
    );
    source.addEventListener('over', () => source.close());
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(() => setRound((n) => n + 1), AGAIN_MS);
    });
    return () => {
      source.close();
      window.clearTimeout(timer);
    };
  }, [asked, isReady]);
  return told?.asked === asked && loaded.error === null ? { ...loaded, data: told.data, isLoading: false } : loaded;
}
