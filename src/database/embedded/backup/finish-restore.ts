import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../../../files/durable-file.ts';

/** Where a checked backup waits, below the data root, for the database before it to be set aside. */
export const RESTORED = { folder: 'postgres.restored', state: 'postgres.restored.json' } as const;

/**
 * Gives a restored database its place once the one before it is out of the way; also called by every start, so that a
 * restore killed in between does not end in an empty database. Does nothing otherwise.
 */
export async function finishRestore(dataRoot: string): Promise<void> {
  const [folder, state] = [path.join(dataRoot, RESTORED.folder), path.join(dataRoot, RESTORED.state)];
  if (existsSync(path.join(dataRoot, 'postgres')) || !existsSync(folder)) return;
  if (existsSync(state)) await rename(state, path.join(dataRoot, 'postgres.json'));
  await rename(folder, path.join(dataRoot, 'postgres'));
  await syncFolder(dataRoot);
}
