import path from 'node:path';
import { createArchiveWriter } from '../api/archive/writer.ts';
import { createApiClient, type Pace } from '../api/client.ts';
import { Limiter } from '../api/limiter.ts';
import { createTokenSource, type TokenSource } from '../api/token.ts';
import type { Clock } from '../base/clock.ts';
import type { Reporter } from '../base/reporter.ts';
import { type Config, requireSetting, tokenIn } from '../config/load-config.ts';
import type { OpenDatabase } from '../database/open.ts';
import type { Store, Upstream } from '../tasks/task.ts';
import { createSharedPace } from './queue/shared-pace.ts';

/** Connections to upstream, one per credential: stores that share a token share its limits. */
export interface Upstreams extends AsyncDisposable {
  for(store: Store): { readonly upstream: Upstream; readonly tokens: TokenSource };
}

interface UpstreamOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** Where other processes are met that use the same credentials; without it only this one counts. */
  readonly database?: Pick<OpenDatabase, 'controlPool'>;
  /** Root of the archive; defaults to EXPORT_ROOT/JSON. A dry run keeps its answers elsewhere. */
  readonly archiveRoot?: string;
}

const notAsked = (): never => {
  throw new Error('a task that works without upstream must not ask it');
};

/** Stands in for upstream where only tasks run that work on the database alone. */
export const NO_UPSTREAM: { readonly upstream: Upstream; readonly tokens: TokenSource | null } = {
  tokens: null,
  upstream: {
    client: { post: notAsked, close: async () => undefined },
    archive: { root: '', begin: notAsked },
    pageSize: 0,
    pageConcurrency: 0,
    walkDeadlineMs: 0,
  },
};

/** Where the archive lies. */
export function archiveRootOf(config: Config): string {
  return path.join(config.values.EXPORT_ROOT, 'JSON');
}

/** Prepares connections; nothing is sent yet. `for` throws ConfigError when API_BASE is not set. */
export function connectUpstreams(options: UpstreamOptions): Upstreams {
  const { config } = options;
  const archive = createArchiveWriter(options.archiveRoot ?? archiveRootOf(config));
  const byVariable = new Map<string, { upstream: Upstream; tokens: TokenSource }>();
  return {
    for(store) {
      const known = byVariable.get(store.tokenEnv);
      if (known !== undefined) return known;
      const baseUrl = requireSetting(config, 'API_BASE');
      const tokens = tokenSource(store, options);
      const pace = paceOf(`${baseUrl} ${store.tokenEnv}`, options);
      const made = {
        tokens,
        upstream: { client: client(baseUrl, { tokens, pace }, options), archive, ...paging(config) },
      };
      byVariable.set(store.tokenEnv, made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...byVariable.values()].map(({ upstream }) => upstream.client.close()));
    },
  };
}

function tokenSource(store: Store, { config, clock }: UpstreamOptions): TokenSource {
  const token = tokenIn(config, store.tokenEnv);
  return createTokenSource({ token, command: config.values.API_TOKEN_COMMAND, variable: store.tokenEnv, clock });
}

/** Undefined where this process alone keeps to the limit, which costs no round trip. */
function paceOf(credential: string, { config, clock, database }: UpstreamOptions): Pace | undefined {
  const { API_REQUESTS_PER_SECOND: perSecond, API_LIMIT_SHARED } = config.values;
  if (perSecond === undefined || !API_LIMIT_SHARED || database === undefined) return undefined;
  return createSharedPace(database.controlPool, clock, { credential, perSecond });
}

function client(
  baseUrl: string,
  { tokens, pace }: { readonly tokens: TokenSource; readonly pace: Pace | undefined },
  { config, clock, reporter }: UpstreamOptions,
): Upstream['client'] {
  const { API_TIMEOUT_SECONDS, API_RETRIES, API_PAGE_CONCURRENCY, API_REQUESTS_PER_SECOND } = config.values;
  const timeoutMs = API_TIMEOUT_SECONDS * 1000;
  return createApiClient({
    baseUrl,
    tokens,
    clock,
    pace,
    limiter: new Limiter({
      clock,
      maxConcurrency: API_PAGE_CONCURRENCY,
      ...(API_REQUESTS_PER_SECOND === undefined || pace !== undefined
        ? {}
        : { requestsPerSecond: API_REQUESTS_PER_SECOND }),
    }),
    maxAttempts: API_RETRIES + 1,
    timeouts: {
      connectMs: Math.min(10_000, timeoutMs),
      headersMs: timeoutMs,
      bodyMs: timeoutMs,
      attemptMs: 5 * timeoutMs,
    },
    onRetry: ({ path: asked, attempt, reason, waitMs }) =>
      reporter.debug(`${asked}: ${reason}; try ${attempt + 1} in ${waitMs} ms`),
  });
}

function paging({ values }: Config): Pick<Upstream, 'pageSize' | 'pageConcurrency' | 'walkDeadlineMs'> {
  return {
    pageSize: values.API_PAGE_SIZE,
    pageConcurrency: values.API_PAGE_CONCURRENCY,
    walkDeadlineMs: values.WALK_DEADLINE_MINUTES * 60_000,
  };
}
