import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';

/** The unprivileged account a server started by root runs as (PostgreSQL refuses to run as root). */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED_ACCOUNTS = ['postgres', '_postgres', 'nobody', 'daemon'];

/**
 * The account to run the server as, or undefined when we are not root and run it as ourselves. Never creates an
 * account: whoever already owns the data folder, else the first existing account of a short list.
 */
export function chooseServerUser(dataDir: string, passwdFile = '/etc/passwd'): ServerUser | undefined {
  const ownUid = process.getuid?.();
  if (ownUid === undefined) return undefined;
  if (ownUid !== 0) {
    assertOwnedByUs(dataDir, ownUid);
    return undefined;
  }
  const owner = existsSync(join(dataDir, 'PG_VERSION')) ? statSync(dataDir) : undefined;
  const accounts = readAccounts(passwdFile);
  if (owner !== undefined && owner.uid !== 0) {
    return accounts.find((one) => one.uid === owner.uid) ?? { name: String(owner.uid), uid: owner.uid, gid: owner.gid };
  }
  const chosen = PREFERRED_ACCOUNTS.map((name) => accounts.find((one) => one.name === name && one.uid !== 0));
  const user = chosen.find((one) => one !== undefined);
  if (user !== undefined) return user;
  throw new ConfigError(
    'EMBEDDED_NO_USER',
    `PostgreSQL refuses to run as root and this machine has none of the accounts ${PREFERRED_ACCOUNTS.join(', ')}. ` +
      'Run feiqiu-etl as an ordinary user, create an account named postgres, or set PG_DSN.',
  );
}

function assertOwnedByUs(dataDir: string, ownUid: number): void {
  if (!existsSync(dataDir)) return;
  const ownerUid = statSync(dataDir).uid;
  if (ownerUid === ownUid) return;
  throw new ConfigError(
    'EMBEDDED_DATA_OWNER',
    `the database folder ${dataDir} belongs to user id ${ownerUid}, but we run as user id ${ownUid}. Run as that user ` +
      `(or as root), give the folder to yourself with chown -R, or choose another DATA_ROOT.`,
  );
}

function readAccounts(passwdFile: string): ServerUser[] {
  if (!existsSync(passwdFile)) return [];
  return readFileSync(passwdFile, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((one) => one.name !== '' && Number.isInteger(one.uid) && Number.isInteger(one.gid));
}
