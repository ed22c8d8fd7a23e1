import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';
import { ConfigError } from '../../base/errors.ts';

/** Where the build puts the pages; the same from src/ and from dist/. */
const WEB_ROOT = fileURLToPath(new URL('../../../dist/dashboard/web/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly isImmutable: boolean;
  /** Bodies by the name of their encoding; `identity` is always there. */
  readonly bodies: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** The files of the pages, as they were built. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Reads the built pages, a megabyte in all, into memory. Throws ConfigError when they were not built. */
export async function loadStaticFiles(): Promise<StaticFiles> {
  const names = await readdir(WEB_ROOT, { recursive: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const name of names.filter((one) => TYPES[path.extname(one)] !== undefined)) {
    files.set(`/${name.replaceAll(path.sep, '/')}`, await loadFile(name, names));
  }
  if (files.has('/index.html')) return files;
  throw new ConfigError('NO_PAGES', `the pages of the dashboard are not built (${WEB_ROOT}): run "npm run build"`);
}

async function loadFile(name: string, names: readonly string[]): Promise<StaticFile> {
  const identity = await readFile(path.join(WEB_ROOT, name));
  const bodies = new Map([['identity', toBytes(identity)]]);
  for (const [encoding, suffix] of ENCODINGS) {
    if (names.includes(name + suffix))
      bodies.set(encoding, toBytes(await readFile(path.join(WEB_ROOT, name + suffix))));
  }
  const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
  // The build puts a hash of the content into the names of everything but the page itself.
  const isImmutable = name.startsWith('assets');
  return { type: TYPES[path.extname(name)] ?? '', etag, isImmutable, bodies };
}

const toBytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);

/** Answers with a file; addresses of pages (those without a dot) get the one page there is, which draws them all. */
export function serveStatic(context: Context, files: StaticFiles): Response {
  const { path: asked } = context.req;
  const file = files.get(asked) ?? (path.posix.basename(asked).includes('.') ? undefined : files.get('/index.html'));
  if (file === undefined) return context.text('not found', 404);
  context.header('Content-Type', file.type);
  context.header('ETag', file.etag);
  context.header('Vary', 'Accept-Encoding');
  context.header('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304);
  const accepted = context.req.header('accept-encoding') ?? '';
  const encoding = ENCODINGS.map(([one]) => one).find((one) => accepted.includes(one) && file.bodies.has(one));
  if (encoding !== undefined) context.header('Content-Encoding', encoding);
  const body = file.bodies.get(encoding ?? 'identity');
  return body === undefined ? context.text('not found', 404) : context.body(body);
}
