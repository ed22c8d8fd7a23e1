import type { Clock } from '../../base/clock.ts';

/** How a page is kept up to date. */
export interface LiveOptions<T> {
  /** Reads the present state; sent whenever it differs from what was sent. */
  readonly read: () => Promise<T>;
  /** True when nothing more will change: the page closes the stream then. */
  readonly isOver?: (state: T) => boolean;
  readonly clock: Clock;
  /** Aborts when the server is to stop. */
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 1_000;
/**
 * A stream ends by itself and the browser asks again: so the session is looked at once a minute, and whoever was locked
 * out is locked out.
 */
const LONGEST_MS = 60_000;
/** A line now and then shows proxies that the stream lives, and us that nobody listens any more. */
const SIGN_EVERY_MS = 15_000;

/** Answers with server-sent events. What goes wrong at the first look is an answer of its own, later it ends the stream. */
export async function liveAnswer<T>({ read, isOver, clock, signal }: LiveOptions<T>): Promise<Response> {
  const first = await read();
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      try {
        send(`retry: ${LOOK_EVERY_MS}\n\n`);
        await follow({ first, read, clock, stop, send, ...(isOver === undefined ? {} : { isOver }) });
      } catch {
        // The browser asks again, and is told then what is wrong.
      } finally {
        if (!left.signal.aborted) controller.close();
      }
    },
    cancel: () => left.abort(),
  });
  const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
  return new Response(stream, { headers });
}

interface Following<T> extends Omit<LiveOptions<T>, 'signal'> {
  readonly first: T;
  readonly stop: AbortSignal;
  readonly send: (text: string) => void;
}

async function follow<T>({ first, read, isOver, clock, stop, send }: Following<T>): Promise<void> {
  const until = clock.now().getTime() + LONGEST_MS;
  let sent = '';
  let sentAt = 0;
  for (let state = first; !stop.aborted; state = await read()) {
    const now = clock.now().getTime();
    const text = JSON.stringify(state);
    if (text !== sent) send(`data: ${text}\n\n`);
    else if (now - sentAt > SIGN_EVERY_MS) send(': still here\n\n');
    if (text !== sent || now - sentAt > SIGN_EVERY_MS) sentAt = now;
    sent = text;
    if (isOver?.(state) === true) return send('event: over\ndata: {}\n\n');
    if (now > until) return;
    await clock.sleep(LOOK_EVERY_MS, stop);
  }
}
