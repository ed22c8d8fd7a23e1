import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { LockedError } from '../../../base/errors.ts';
import { attach, readOtherClients } from '../start.ts';
import { stopPostmaster } from '../stop.ts';

/** Stops the server of a data root, if one runs; throws LockedError naming who uses it. True when one ran. */
export async function stopUnused(dataRoot: string, clock: Clock, purpose: string): Promise<boolean> {
  const server = await attach(dataRoot, { clock });
  if (server === undefined) return false;
  const users = await readOtherClients(server.url, clock);
  if (users.length > 0) {
    throw new LockedError(
      'EMBEDDED_IN_USE',
      `the embedded database has to stop to ${purpose}, but ${users.length} connection(s) use it: ${[...new Set(users)].join(', ')}. ` +
        'Wait for the run, end "feiqiu-etl schedule" and "feiqiu-etl serve" and log reports off, then try again.',
      { details: { users } },
    );
  }
  await stopPostmaster(server.pid, path.join(path.resolve(dataRoot), 'postgres'), clock);
  return true;
}
