import type { User } from '../../dashboard/server/access/users.ts';
import { renderTable } from './table.ts';

export function renderUsers(users: readonly User[]): string {
  if (users.length === 0) return 'no users yet: "feiqiu-etl users add NAME" makes one';
  return renderTable(users, [
    { head: 'user', value: ({ name }) => name },
    { head: 'role', value: ({ role }) => role },
    { head: 'stores', value: ({ siteIds }) => siteIds?.join(', ') ?? 'all' },
    { head: 'password', value: ({ hasPassword }) => (hasPassword ? 'yes' : 'links only') },
    { head: 'last seen', value: ({ lastSeenAt }) => lastSeenAt ?? '' },
  ]);
}
