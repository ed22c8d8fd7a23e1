import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../base/errors.ts';
import { type Answer, jsonReply, type Reply } from './answer.ts';

/** A request whose body has been read. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly authorization: string | undefined;
  readonly bodyText: string;
  /** True when it came from this machine. */
  readonly local: boolean;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** Runs once the answer has been sent in full, or the connection is gone. */
  onEnd(callback: () => void): void;
}

/** Requests are a hundred bytes; anything much larger is not meant for us. */
const MAX_BODY_BYTES = 1_000_000;

/** Starts listening; a port that is taken is a ConfigError that names it. */
export async function listen(
  handle: (request: HttpRequest) => Promise<Answer>,
  address: { readonly host: string; readonly port: number },
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((message, response) => void serve(message, response, handle));
  // Longer than any client keeps an idle connection: the client closes first, and never meets a socket closing under it.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(address, cause)));
    server.listen(address.port, address.host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Stops listening and drops every connection, hanging ones too. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  handle: (request: HttpRequest) => Promise<Answer>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const bodyText = await readBody(message);
    const answer =
      bodyText === undefined
        ? jsonReply(413, { code: 413, msg: `请求体超过 ${MAX_BODY_BYTES} 字节`, data: null })
        : await handle(toHttpRequest(message, { response, bodyText, signal: gone.signal }));
    await send(answer, response, gone.signal);
  } catch (error) {
    // A client that went away needs no answer; anything else is a bug of the simulator, told to whoever tests with it.
    if (gone.signal.aborted) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await send(jsonReply(500, { code: 500, msg: `simulator: ${text}`, data: null }), response, gone.signal);
  }
}

function toHttpRequest(
  message: IncomingMessage,
  rest: { readonly response: ServerResponse; readonly bodyText: string; readonly signal: AbortSignal },
): HttpRequest {
  const url = new URL(message.url ?? '/', 'http://simulator.invalid');
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    search: url.searchParams,
    authorization: message.headers.authorization,
    bodyText: rest.bodyText,
    local: isLoopback(message.socket.remoteAddress),
    signal: rest.signal,
    onEnd: (callback) => void rest.response.once('close', callback),
  };
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1');
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

async function send(answer: Answer, response: ServerResponse, signal: AbortSignal): Promise<void> {
  switch (answer.kind) {
    case 'reply':
      return sendReply(answer, response, signal);
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      response.socket?.destroy();
  }
}

function sendReply(reply: Reply, response: ServerResponse, signal: AbortSignal): void {
  if (signal.aborted) return;
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': body.length,
    ...reply.headers,
  });
  response.end(body);
}

function cannotListen(address: { readonly host: string; readonly port: number }, cause: NodeJS.ErrnoException): Error {
  const where = `${address.host}:${address.port}`;
  const why = cause.code === 'EADDRINUSE' ? 'the port is taken; choose another, or 0 for any free one' : cause.message;
  return new ConfigError('CANNOT_LISTEN', `the simulator cannot listen on ${where}: ${why}`, { cause });
}
