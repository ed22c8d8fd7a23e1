import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Clock } from '../../../base/clock.ts';
import { sha256Hex } from '../../../base/digest.ts';
import { ConfigError, EtlError, messageOf } from '../../../base/errors.ts';
import { DurableFile, syncFolder } from '../../../files/durable-file.ts';
import { findPlatformPackage } from '../platform-package.ts';
import { startEmbedded } from '../start.ts';
import { readState } from '../state.ts';
import {
  BACKUP_KIND,
  type BackupFacts,
  type BackupHashes,
  DATA_ENTRY,
  FACTS_ENTRY,
  HASHES_ENTRY,
  STATE_ENTRY,
  THIS_SYSTEM,
} from './backup-format.ts';
import { finishRestore, RESTORED } from './finish-restore.ts';
import { stopUnused } from './stop-unused.ts';
import { damaged, type TarEntry, TarReader } from './tar.ts';

export interface RestoreOptions {
  readonly dataRoot: string;
  /** A file that `backUp` made. */
  readonly file: string;
  readonly clock: Clock;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What is in place now. */
export interface Restored {
  readonly file: string;
  /** When the backup was made (ISO). */
  readonly madeAt: string;
  /** Folder with the database that was there before; null when there was none. */
  readonly replaced: string | null;
}

/** What is read out of a backup, unpacked beside the database in use. */
interface Unpacked {
  readonly facts: BackupFacts;
  readonly password: string;
}

/**
 * Puts the database of a backup in the place of the present one, which is kept under another name. The backup is unpacked
 * and every file of it checked before anything else is touched; a restore that is killed is finished by the next start or
 * never happened.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { dataRoot, file, clock, report } = options;
  const dataDir = path.join(dataRoot, DATA_ENTRY);
  await mkdir(dataRoot, { recursive: true });
  const fresh = path.join(dataRoot, `postgres.new-${process.pid}-${randomBytes(3).toString('hex')}`);
  let wasRunning = false;
  try {
    const { facts, password } = await unpack(options, fresh);
    wasRunning = await stopUnused(dataRoot, clock, 'be replaced');
    await stage(dataRoot, fresh, password);
    const replaced = existsSync(dataDir) ? await setAside(dataRoot, clock.now()) : null;
    await finishRestore(dataRoot);
    return { file, madeAt: facts.madeAt, replaced };
  } finally {
    await rm(fresh, { recursive: true, force: true });
    if (wasRunning) await startEmbedded({ dataRoot, clock, report });
  }
}

async function stage(dataRoot: string, fresh: string, password: string): Promise<void> {
  const { folder, state } = RESTORED;
  await rm(path.join(dataRoot, folder), { recursive: true, force: true });
  // The port stays, so that saved connections of reports find it.
  const port = (await readState(dataRoot))?.port;
  await using file = await DurableFile.create(path.join(dataRoot, state));
  await file.write(`${JSON.stringify({ password, port })}\n`);
  await file.commit();
  await rename(fresh, path.join(dataRoot, folder));
  await syncFolder(dataRoot);
}

async function setAside(dataRoot: string, now: Date): Promise<string> {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '');
  const aside = path.join(dataRoot, `postgres.before-restore-${stamp}Z`);
  await rename(path.join(dataRoot, DATA_ENTRY), aside);
  return aside;
}

async function unpack({ file, signal }: RestoreOptions, fresh: string): Promise<Unpacked> {
  try {
    return await unpackChecked(file, fresh, signal);
  } catch (cause) {
    if (cause instanceof EtlError && cause.code !== 'BACKUP_DAMAGED') throw cause;
    if (signal.aborted) throw signal.reason;
    const { code } = cause as NodeJS.ErrnoException;
    if (['ENOSPC', 'EACCES', 'EROFS', 'EPERM'].includes(code ?? '')) {
      const what = `the backup ${file} cannot be unpacked: ${messageOf(cause)}. The database is as it was.`;
      throw new ConfigError('RESTORE_NOT_WRITTEN', what, { cause });
    }
    const reason = code === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw damaged(
      `${file} cannot be restored: ${reason}. The database is as it was. "feiqiu-etl db restore" takes a file that "feiqiu-etl db backup" made.`,
      cause,
    );
  }
}

async function unpackChecked(file: string, fresh: string, signal: AbortSignal): Promise<Unpacked> {
  const packed = createReadStream(file, { signal });
  const plain = createGunzip();
  packed.once('error', (error) => plain.destroy(error));
  const reader = new TarReader(packed.pipe(plain) as AsyncIterable<Buffer>);
  const facts = await readFacts(reader);
  assertFits(facts, file);
  await mkdir(fresh, { mode: 0o700 });
  const hashes: Record<string, string> = {};
  let stated: BackupHashes = {};
  let state = '';
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
    if (entry.name === HASHES_ENTRY) stated = JSON.parse(await readText(reader, entry)) as BackupHashes;
    else if (entry.name === STATE_ENTRY) {
      state = await readText(reader, entry);
      hashes[entry.name] = sha256Hex(state);
    } else await writeEntry(reader, entry, { fresh, hashes });
  }
  await reader.finish();
  assertWhole(hashes, stated);
  const version = (await readFile(path.join(fresh, 'PG_VERSION'), 'utf8')).trim();
  if (version !== String(facts.major)) throw damaged(`it holds a database of PostgreSQL ${version}`);
  await syncFolder(fresh);
  return { facts, password: (JSON.parse(state) as { readonly password: string }).password };
}

async function readFacts(reader: TarReader): Promise<BackupFacts> {
  const first = await reader.next();
  if (first?.name !== FACTS_ENTRY) throw damaged('it is not a backup of feiqiu-etl');
  const facts = JSON.parse(await readText(reader, first)) as BackupFacts;
  if (facts.kind !== BACKUP_KIND || facts.version !== 1) throw damaged('it was made by another release');
  return facts;
}

function assertFits({ major, system }: BackupFacts, file: string): void {
  const own = findPlatformPackage().major;
  if (major === own && system === THIS_SYSTEM) return;
  throw new ConfigError(
    'BACKUP_ELSEWHERE',
    `${file} was made by PostgreSQL ${major} on ${system}; this is PostgreSQL ${own} on ${THIS_SYSTEM}, which cannot read it. ` +
      'Nothing was changed. Restore it with the release and machine it comes from and move the data with pg_dump, or run ' +
      '"feiqiu-etl replay" on a copy of the archive.',
    { details: { major, system } },
  );
}

function assertWhole(found: BackupHashes, stated: BackupHashes): void {
  const names = Object.keys(stated).filter((name) => name !== FACTS_ENTRY);
  if (names.length === 0) throw damaged('the hashes of its files are missing');
  const wrong = names.find((name) => found[name] !== stated[name]);
  if (wrong !== undefined) throw damaged(`${wrong} is not the file that was backed up`);
  if (Object.keys(found).length !== names.length) throw damaged('it holds files that were not backed up');
}

async function readText(reader: TarReader, entry: TarEntry): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of reader.content(entry)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

interface UnpackTarget {
  readonly fresh: string;
  readonly hashes: Record<string, string>;
}

async function writeEntry(reader: TarReader, entry: TarEntry, { fresh, hashes }: UnpackTarget): Promise<void> {
  const [top, ...steps] = entry.name.split('/');
  if (top !== DATA_ENTRY || steps.some((step) => !/^[\w.-]+$/.test(step) || /^\.+$/.test(step))) {
    throw damaged(`the name ${JSON.stringify(entry.name)} does not belong into a backup`);
  }
  const target = path.join(fresh, ...steps);
  if (entry.kind === 'folder') {
    await mkdir(target, { recursive: true, mode: 0o700 });
    return;
  }
  const hash = createHash('sha256');
  const handle = await open(target, 'wx', 0o600);
  try {
    for await (const piece of reader.content(entry)) {
      hash.update(piece);
      await handle.writeFile(piece);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  hashes[entry.name] = hash.digest('hex');
}
