import { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

/** What `users add` is told. */
export interface AddUserOptions extends CommonOptions {
  readonly role: string;
  readonly stores?: string;
  readonly password: boolean;
}

/** What `users link` is told. */
export interface LinkOptions extends CommonOptions {
  readonly url: string;
}

/** Who may use the dashboard. */
export function usersCommand(): Command {
  return new Command('users')
    .description('who may use the dashboard, as what, and for which stores')
    .addCommand(withSettings(commandWith('list', 'list the users')).action(listAction), { isDefault: true })
    .addCommand(
      withSettings(commandWith('add', 'make a user; the password is asked for, or read from stdin'))
        .argument('<name>', 'name to log in with')
        .option('--role <role>', 'viewer, operator or admin', 'viewer')
        .option('--stores <ids>', 'store ids, comma separated: sees these stores only; default all')
        .option('--no-password', 'comes in by one-time links only')
        .action(addAction),
    )
    .addCommand(
      withSettings(commandWith('password', 'change a password; it is asked for, or read from stdin'))
        .argument('<name>', 'name of the user')
        .action(passwordAction),
    )
    .addCommand(
      withSettings(commandWith('link', 'make a link that logs a user in, once'))
        .argument('<name>', 'name of the user')
        .option('--url <url>', 'address of the dashboard', 'http://127.0.0.1:8790')
        .action(linkAction),
    )
    .addCommand(
      withSettings(commandWith('remove', 'remove a user and end their sessions'))
        .argument('<name>', 'name of the user')
        .action(removeAction),
    );
}

async function listAction(options: CommonOptions): Promise<void> {
  const { executeUserList } = await import('../actions/users-action.ts');
  const { renderUsers } = await import('../render/users.ts');
  const users = await executeUserList(options);
  printData(options, { users }, () => renderUsers(users));
}

async function addAction(name: string, options: AddUserOptions): Promise<void> {
  const { executeUserAdd } = await import('../actions/users-action.ts');
  const added = await executeUserAdd(name, options);
  printData(options, added, () => `user ${added.name} (${added.role}) may use the dashboard`);
}

async function passwordAction(name: string, options: CommonOptions): Promise<void> {
  const { executeUserPassword } = await import('../actions/users-action.ts');
  await executeUserPassword(name, options);
  printData(options, { name }, () => `the password of ${name} is changed, and their sessions are ended`);
}

async function linkAction(name: string, options: LinkOptions): Promise<void> {
  const { executeUserLink } = await import('../actions/users-action.ts');
  const { link, linkMinutes } = await executeUserLink(name, options);
  printData(options, { name, link, linkMinutes }, () => `${link}\nworks once, within ${linkMinutes} minutes`);
}

async function removeAction(name: string, options: CommonOptions): Promise<void> {
  const { executeUserRemove } = await import('../actions/users-action.ts');
  await executeUserRemove(name, options);
  printData(options, { name }, () => `user ${name} is removed, and their sessions are ended`);
}
