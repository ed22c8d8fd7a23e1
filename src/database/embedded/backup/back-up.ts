import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Clock } from '../../../base/clock.ts';
import { sha256Hex } from '../../../base/digest.ts';
import { ConfigError, TransientError } from '../../../base/errors.ts';
import { DurableFile, type FileFacts } from '../../../files/durable-file.ts';
import { findPlatformPackage } from '../platform-package.ts';
import { startEmbedded } from '../start.ts';
import {
  BACKUP_KIND,
  type BackupFacts,
  DATA_ENTRY,
  FACTS_ENTRY,
  HASHES_ENTRY,
  listBackups,
  STATE_ENTRY,
  THIS_SYSTEM,
} from './backup-format.ts';
import { stopUnused } from './stop-unused.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

export interface BackupOptions {
  readonly dataRoot: string;
  /** The file to be made. */
  readonly output: string;
  readonly clock: Clock;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What was made. */
export interface BackupMade extends FileFacts {
  readonly file: string;
  readonly madeAt: string;
  /** Size of the data folder. */
  readonly dataBytes: number;
}

/** Quick, and nearly as small as the best. */
const GZIP_LEVEL = 3;

/** Written by a running server for itself alone, and of no use to another. */
const LEFT_OUT = /^(?:postmaster\.(?:pid|opts)|pg_stat_tmp\/.*|base\/pgsql_tmp\/.*)$/;

/**
 * Copies the embedded database into one compressed file while it is stopped. A server that somebody uses is not stopped:
 * LockedError. One that ran before runs again afterwards.
 */
export async function backUp(options: BackupOptions): Promise<BackupMade> {
  const { dataRoot, clock, report, signal } = options;
  const dataDir = path.join(dataRoot, DATA_ENTRY);
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) {
    throw new ConfigError(
      'NO_DATABASE',
      `there is no embedded database in ${dataRoot} to back up. Is DATA_ROOT right?`,
    );
  }
  // Started first, so that what a crash left behind is recovered, and then shut down in order.
  const server = await startEmbedded({ dataRoot, clock, report, signal });
  await stopUnused(dataRoot, clock, 'back up');
  try {
    return await copyStopped(dataDir, options);
  } finally {
    if (!server.started) await startEmbedded({ dataRoot, clock, report });
  }
}

async function copyStopped(dataDir: string, options: BackupOptions): Promise<BackupMade> {
  const { dataRoot, output, clock, signal } = options;
  const now = clock.now();
  const facts: BackupFacts = {
    kind: BACKUP_KIND,
    version: 1,
    madeAt: now.toISOString(),
    major: findPlatformPackage().major,
    system: THIS_SYSTEM,
  };
  await using file = await DurableFile.create(output);
  const before = await readControl(dataDir);
  const copy = new TarCopy(now);
  const archive = async function* (): AsyncIterable<Buffer> {
    yield* copy.text(FACTS_ENTRY, JSON.stringify(facts));
    yield* copy.file(STATE_ENTRY, path.join(dataRoot, STATE_ENTRY));
    yield* copy.folder(DATA_ENTRY, dataDir);
    yield* copy.text(HASHES_ENTRY, JSON.stringify(copy.hashes));
    yield TAR_END;
  };
  const gzip = createGzip({ level: GZIP_LEVEL });
  const sink = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    for await (const piece of pieces) await file.write(piece);
  };
  try {
    await pipeline(Readable.from(archive()), gzip, sink, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  if (existsSync(path.join(dataDir, 'postmaster.pid')) || !before.equals(await readControl(dataDir))) {
    throw new TransientError(
      'BACKUP_DISTURBED',
      'the embedded database was started while it was being copied, so the copy is of no use and was removed. Try again when nothing is scheduled.',
      { phase: 'database' },
    );
  }
  return { file: output, madeAt: facts.madeAt, dataBytes: copy.bytes, ...(await file.commit()) };
}

/** Changes with every start of a server. */
function readControl(dataDir: string): Promise<Buffer> {
  return readFile(path.join(dataDir, 'global', 'pg_control'));
}

/** Turns files into the pieces of a tar archive, and remembers their hashes. */
class TarCopy {
  readonly hashes: Record<string, string> = {};
  bytes = 0;
  readonly #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  async *text(name: string, text: string): AsyncIterable<Buffer> {
    const content = Buffer.from(text);
    this.hashes[name] = sha256Hex(content);
    yield tarHeader({ name, kind: 'file', bytes: content.length }, this.#now);
    yield content;
    yield tarPadding(content.length);
  }

  async *folder(name: string, folder: string, below = ''): AsyncIterable<Buffer> {
    yield tarHeader({ name, kind: 'folder', bytes: 0 }, this.#now);
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = `${below}${entry.name}`;
      if (LEFT_OUT.test(relative)) continue;
      const [inside, from] = [`${name}/${entry.name}`, path.join(folder, entry.name)];
      if (entry.isDirectory()) yield* this.folder(inside, from, `${relative}/`);
      else if (entry.isFile()) yield* this.file(inside, from);
      else throw notPlain(from);
    }
  }

  async *file(name: string, from: string): AsyncIterable<Buffer> {
    const { size } = await stat(from);
    yield tarHeader({ name, kind: 'file', bytes: size }, this.#now);
    const hash = createHash('sha256');
    let copied = 0;
    for await (const piece of createReadStream(from) as AsyncIterable<Buffer>) {
      copied += piece.length;
      hash.update(piece);
      yield piece;
    }
    if (copied !== size) {
      throw new TransientError('BACKUP_DISTURBED', `${from} changed while it was being copied. Try again.`, {
        phase: 'database',
      });
    }
    this.hashes[name] = hash.digest('hex');
    this.bytes += size;
    yield tarPadding(size);
  }
}

/** A tablespace or a moved pg_wal: what lies behind the link would be missing. */
function notPlain(file: string): ConfigError {
  return new ConfigError(
    'BACKUP_LINK',
    `${file} is a link or something else that is no file: a part of the database lies elsewhere, and a copy of the folder ` +
      'would not have it. Use pg_dump with the connection string of "feiqiu-etl db url".',
  );
}

/** Removes all but the newest backups of a folder; returns what was removed. Other files stay. */
export async function keepNewest(folder: string, count: number): Promise<string[]> {
  const old = (await listBackups(folder)).slice(count).map(({ file }) => file);
  for (const file of old) await rm(file, { force: true });
  return old;
}
