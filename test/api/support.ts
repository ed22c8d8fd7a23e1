import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type ReadArchiveOptions, readArchive } from '../../src/api/archive/reader.ts';
import type { ArchivedWalk } from '../../src/api/archive/walk.ts';
import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { type ApiClient, type ClientOptions, createApiClient } from '../../src/api/client.ts';
import { Limiter } from '../../src/api/limiter.ts';
import { createTally, type Tally } from '../../src/api/meter.ts';
import { createTokenSource } from '../../src/api/token.ts';
import { type WalkOptions, walkEndpoint } from '../../src/api/walk.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { LocalTime } from '../../src/base/local-time.ts';
import { MEMBERS, MEMBERS_SCOPE } from './members.ts';

export const WINDOW = { from: '2026-03-01 08:00:00' as LocalTime, to: '2026-03-02 08:00:00' as LocalTime };

/** A clock that never waits: sleeping moves it on at once. */
export class ManualClock implements Clock {
  readonly sleeps: number[] = [];
  #nowMs: number;

  constructor(start = '2026-03-02T00:00:00.000Z') {
    this.#nowMs = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#nowMs += ms;
  }
}

export interface Request {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Upstream {
  readonly baseUrl: string;
  readonly requests: Request[];
  /** Most requests that were being answered at one time. */
  peak(): number;
}

export type Handler = (request: Request, response: ServerResponse) => Promise<void> | void;

/** A real HTTP server on a free loopback port, gone when the test is. */
export async function startUpstream(handle: Handler): Promise<Upstream> {
  const requests: Request[] = [];
  let active = 0;
  let peak = 0;
  const server: Server = createServer((incoming, response) => {
    active += 1;
    peak = Math.max(peak, active);
    response.on('close', () => {
      active -= 1;
    });
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(text) as Record<string, unknown>;
      const request = { path: incoming.url ?? '', headers: incoming.headers, text, body };
      requests.push(request);
      void handle(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/api`, requests, peak: () => peak };
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Raw record texts with ids counted down from `count`, newest first, as upstream orders them. */
export function rawRecords(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `{"id":${9100000000000000000n + BigInt(count - index)},"n":"${index}"}`,
  );
}

/** One page of a list of raw records in the shape of MEMBERS. */
export function pageOf(records: readonly string[], request: Request, total: number | null = records.length): string {
  const page = Number(request.body['page'] ?? 1);
  const limit = Math.min(Number(request.body['limit'] ?? 100), 100);
  return envelope(records.slice((page - 1) * limit, page * limit), total);
}

export function envelope(records: readonly string[], total: number | null, key = 'tenantMemberInfos'): string {
  return `{"code":0,"data":{"${key}":[${records.join(',')}]${total === null ? '' : `,"total":${total}`}}}`;
}

/** A token in the form of a JWT, built at run time so that no text in the repository looks like a secret. */
export function makeJwt(expiresAt: Date, label = 'x'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part({ exp: Math.floor(expiresAt.getTime() / 1000), label }), 'nosignature'].join('.');
}

export interface TestClient {
  readonly client: ApiClient;
  readonly limiter: Limiter;
  readonly clock: ManualClock;
  readonly meter: Tally;
}

type ClientExtras = Partial<ClientOptions> & {
  readonly token?: string;
  readonly command?: string;
  readonly width?: number;
};

/** A client with a clock that never waits, closed when the test is. */
export function makeClient(upstream: Upstream, extras: ClientExtras = {}): TestClient {
  const { token = 'plain-token', command, width = 8, ...rest } = extras;
  const clock = new ManualClock();
  const limiter = new Limiter({ clock, maxConcurrency: width });
  const tokens = createTokenSource({ token, command, variable: 'API_TOKEN', clock });
  const backoff = { baseMs: 100, maxMs: 5_000, random: () => 0.5 };
  const client = createApiClient({ baseUrl: upstream.baseUrl, tokens, limiter, clock, backoff, ...rest });
  onTestFinished(() => client.close());
  return { client, limiter, clock, meter: createTally() };
}

/** An empty folder, removed when the test is over. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-api-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function walkMembers(
  made: TestClient,
  root: string,
  extras: Partial<WalkOptions> = {},
): Promise<ArchivedWalk> {
  const { client, clock, meter } = made;
  const archive = createArchiveWriter(root);
  return walkEndpoint({ client, endpoint: MEMBERS, scope: MEMBERS_SCOPE, archive, clock, meter, ...extras });
}

export async function readAll(root: string, options?: ReadArchiveOptions): Promise<ArchivedWalk[]> {
  const walks: ArchivedWalk[] = [];
  for await (const walk of readArchive(root, options)) walks.push(walk);
  return walks;
}

/** Ids of all records of a walk, exact. */
export async function idsIn(walk: ArchivedWalk): Promise<string[]> {
  const texts = await Promise.all(walk.pages.map((page) => page.body()));
  return texts.flatMap((text) => [...text.matchAll(/"id":(\d+)/g)].map((match) => match[1] ?? ''));
}
