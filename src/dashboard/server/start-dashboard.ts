import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { ConfigError } from '../../base/errors.ts';
import { answerError, type ReportFault } from './answers.ts';
import { createApi, refuseUnknown } from './api.ts';
import { assertHost, secureHeaders } from './guards.ts';
import { mountLogin } from './login.ts';
import type { DashboardPlace } from './place.ts';
import type { Route } from './route.ts';
import { loadStaticFiles, serveStatic } from './static-files.ts';

/** A dashboard that answers. */
export interface Dashboard {
  /** Address to open, without a slash at the end. */
  readonly url: string;
  /** Stops taking requests, and lets those under way end for some seconds. Idempotent. */
  close(): Promise<void>;
}

export interface DashboardOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly report: ReportFault;
}

const GRACE_MS = 3_000;

/** Starts the server. Throws ConfigError when the address cannot be used, or the pages were not built. */
export async function startDashboard(place: DashboardPlace, options: DashboardOptions): Promise<Dashboard> {
  const app = await createApp(place, options);
  const server = createAdaptorServer({ fetch: app.fetch, hostname: options.host }) as Server;
  const port = await listen(server, options);
  const host = isIPv6(options.host) ? `[${options.host}]` : options.host;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= stop(server);
    return closing;
  };
  return { url: place.publicUrl?.origin ?? `http://${host}:${port}`, close };
}

/** The whole application: headers, API, pages. */
async function createApp(
  place: DashboardPlace,
  { routes, report }: Pick<DashboardOptions, 'routes' | 'report'>,
): Promise<Hono> {
  const files = await loadStaticFiles();
  const app = new Hono();
  app.onError((error, context) => answerError(context, error, report));
  app.use(secureHeaders(place.publicUrl?.protocol === 'https:'));
  const api = createApi(place, routes, report);
  mountLogin(api, place);
  api.all('*', refuseUnknown);
  app.route('/api', api);
  app.get('*', (context) => {
    assertHost(context, place);
    return serveStatic(context, files);
  });
  return app;
}

function listen(server: Server, { host, port }: DashboardOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): ConfigError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program uses it. Is a dashboard running already? Otherwise choose another --port (0: any)',
    EACCES: 'this user may not use it. Choose a --port above 1023',
    EADDRNOTAVAIL: 'this machine has no such address. Correct --host',
    ENOTFOUND: 'no address is known for this name. Correct --host',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new ConfigError('CANNOT_LISTEN', `the dashboard cannot listen at ${host}, port ${port}: ${reason}`, {
    cause: error,
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
