import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../src/base/clock.ts';

/** An HTTP server that answers each page after a fixed time, however many are asked for at once. */
export interface SlowUpstream extends AsyncDisposable {
  readonly baseUrl: string;
  /** Requests and the most that were in flight together since the last call. */
  takeStats(): { readonly requests: number; readonly peakInFlight: number };
}

/** Starts it on the loopback interface. `latencyMs` counts from the whole request to the first byte of the answer. */
export async function startSlowUpstream(bodies: readonly Buffer[], latencyMs: number): Promise<SlowUpstream> {
  let inFlight = 0;
  let stats = { requests: 0, peakInFlight: 0 };
  const server = createServer((request, response) => {
    inFlight += 1;
    stats = { requests: stats.requests + 1, peakInFlight: Math.max(stats.peakInFlight, inFlight) };
    response.once('close', () => {
      inFlight -= 1;
    });
    void text(request).then(async (asked) => {
      await systemClock.sleep(latencyMs);
      const { page } = JSON.parse(asked) as { page: number };
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(bodies[page - 1] ?? bodies.at(-1));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    takeStats: () => {
      const taken = stats;
      stats = { requests: 0, peakInFlight: inFlight };
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
