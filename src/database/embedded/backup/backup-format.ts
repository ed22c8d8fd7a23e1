import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../../../files/file-errors.ts';

/** First entry of a backup: what it is. */
export interface BackupFacts {
  readonly kind: 'feiqiu-etl backup of the embedded database';
  readonly version: 1;
  /** ISO instant. */
  readonly madeAt: string;
  /** PostgreSQL major version. */
  readonly major: number;
  /** A data folder can only be read by the same system and processor. */
  readonly system: string;
}

export const BACKUP_KIND: BackupFacts['kind'] = 'feiqiu-etl backup of the embedded database';

/** Last entry: the hash of every file by name, which also proves that none is missing. */
export type BackupHashes = Readonly<Record<string, string>>;

export const FACTS_ENTRY = 'backup.json';
export const STATE_ENTRY = 'postgres.json';
export const DATA_ENTRY = 'postgres';
export const HASHES_ENTRY = 'sha256.json';

/** Such as `linux x64`. */
export const THIS_SYSTEM = `${process.platform} ${process.arch}`;

const NAME = /^feiqiu-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.gz$/;

/** `feiqiu-20260102T080000Z.tar.gz`. */
export function backupName(at: Date): string {
  return `feiqiu-${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.tar.gz`;
}

/** A backup that lies in a folder under the name that it was given. */
export interface FoundBackup {
  readonly file: string;
  readonly madeAt: Date;
}

/** The backups in a folder, the newest first; none when there is no such folder. */
export async function listBackups(folder: string): Promise<FoundBackup[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const backups = names
    .filter((name) => NAME.test(name))
    .map((name) => ({
      file: path.join(folder, name),
      madeAt: new Date(name.replace(NAME, '$1-$2-$3T$4:$5:$6Z')),
    }));
  return backups.toSorted((a, b) => b.madeAt.getTime() - a.madeAt.getTime());
}
