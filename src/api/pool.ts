import { setMaxListeners } from 'node:events';

/**
 * Runs `work` for every item with at most `width` at once, taking the next item as soon as one is done. The first failure
 * stops the others through their signal; it is thrown when all of them have come to rest, so that nothing runs on behind
 * the caller's back.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  options: { readonly width: number; readonly signal?: AbortSignal | undefined },
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { signal } = options;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every request in flight listens to it
  const onAbort = (): void => stop.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const queue = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      stop.signal.throwIfAborted();
      await work(next.value, stop.signal);
    }
  };
  let failure: { readonly error: unknown } | undefined;
  const guarded = (): Promise<void> =>
    worker().catch((error: unknown) => {
      failure ??= { error };
      stop.abort(error);
    });
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.floor(options.width)) }, guarded));
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  if (failure !== undefined) throw failure.error;
}
