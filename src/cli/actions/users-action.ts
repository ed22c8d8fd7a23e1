import { userInfo } from 'node:os';
import { ConfigError } from '../../base/errors.ts';
import { isRole, ROLES, type Role } from '../../dashboard/api/roles.ts';
import { writeAudit } from '../../dashboard/server/access/audit.ts';
import { hashPassword } from '../../dashboard/server/access/passwords.ts';
import { createLink, LINK_MINUTES } from '../../dashboard/server/access/sessions.ts';
import {
  addUser,
  assertAddable,
  assertUser,
  listUsers,
  removeUser,
  setPassword,
  type User,
  unknownUser,
} from '../../dashboard/server/access/users.ts';
import { linkTo } from '../../dashboard/server/serve.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import { askPassword } from '../ask-password.ts';
import type { AddUserOptions, LinkOptions } from '../commands/users.ts';
import type { CommonOptions } from '../common-options.ts';
import { parseStoreIds } from '../parse-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';

/** All users, by name. */
export function executeUserList(options: CommonOptions): Promise<User[]> {
  return withReadingPlace(options, ({ db }) => listUsers(db));
}

/** Makes a user. Throws ConfigError for a role, name or store that cannot be before the password is asked for. */
export async function executeUserAdd(
  name: string,
  options: AddUserOptions,
): Promise<{ readonly name: string; readonly role: Role }> {
  const { role } = options;
  if (!isRole(role)) {
    throw new ConfigError('BAD_ROLE', `${JSON.stringify(role)} is no role; roles are ${ROLES.join(', ')}`);
  }
  const siteIds = parseStoreIds(options.stores) ?? null;
  await withWorkplace(options, async (place) => {
    const { pool } = place.database;
    await assertAddable(pool, { name, role, siteIds });
    const passwordHash = options.password ? await hashPassword(await askPassword(name)) : null;
    await audited(place, 'users.add', { name, role, siteIds }, () =>
      addUser(pool, { name, role, siteIds, passwordHash }),
    );
  });
  return { name, role };
}

export async function executeUserPassword(name: string, options: CommonOptions): Promise<void> {
  await withWorkplace(options, async (place) => {
    const { pool } = place.database;
    await assertUser(pool, name);
    const passwordHash = await hashPassword(await askPassword(name));
    await audited(place, 'users.password', { name }, () => setPassword(pool, name, passwordHash));
  });
}

export async function executeUserLink(
  name: string,
  options: LinkOptions,
): Promise<{ readonly link: string; readonly linkMinutes: number }> {
  if (!URL.canParse(options.url))
    throw new ConfigError('BAD_URL', `--url ${JSON.stringify(options.url)} is no address`);
  const { origin } = new URL(options.url);
  const token = await withWorkplace(options, (place) =>
    audited(place, 'users.link', { name }, async () => {
      const made = await createLink(place.database.pool, name, place.clock.now());
      if (made === null) throw await unknownUser(place.database.pool, name);
      return made;
    }),
  );
  return { link: linkTo(origin, token), linkMinutes: LINK_MINUTES };
}

export async function executeUserRemove(name: string, options: CommonOptions): Promise<void> {
  await withWorkplace(options, (place) =>
    audited(place, 'users.remove', { name }, () => removeUser(place.database.pool, name)),
  );
}

/** What is done about users is written down like what they do. */
async function audited<T>(
  { database, clock }: Workplace,
  action: string,
  subject: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  const done = await work();
  const by = {
    user: 'terminal',
    address: userInfo().username,
    action,
    subject,
    outcome: 'DONE',
    message: null,
  } as const;
  await writeAudit(database.pool, by, clock.now());
  return done;
}
