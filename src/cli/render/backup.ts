import type { Restored } from '../../database/embedded/backup/restore.ts';
import type { BackupReport } from '../actions/db-backup-action.ts';
import { renderBytes } from './table.ts';

export function renderBackup({ file, bytes, dataBytes, removed }: BackupReport): string {
  return [
    `${file}: ${renderBytes(bytes)} of a database of ${renderBytes(dataBytes)}`,
    'it holds personal data and the password of the database: keep it where only you can read it',
    ...removed.map((one) => `removed ${one}`),
  ].join('\n');
}

export function renderRestore({ file, madeAt, replaced }: Restored): string {
  const before = replaced === null ? [] : [`what was there before is in ${replaced}; remove it when all is well`];
  const next =
    'the next run reads on from where the backup was; what upstream no longer shows is in the archive ("feiqiu-etl replay")';
  return [`the embedded database is that of ${file}, made ${madeAt}`, ...before, next].join('\n');
}
