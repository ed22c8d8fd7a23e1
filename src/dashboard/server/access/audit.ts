import { statement } from '../../../database/statement.ts';
import { utcText } from '../../../database/utc-text.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { ShownAuditEntry } from '../../api/audit.ts';

/** Something that was done, or tried, by somebody. */
export interface AuditEntry {
  readonly user: string;
  readonly address: string;
  /** Such as `login` or `personal.reveal`. */
  readonly action: string;
  /** What it was about; never a password or token. */
  readonly subject: Readonly<Record<string, unknown>>;
  readonly outcome: 'DONE' | 'REFUSED' | 'FAILED';
  readonly message: string | null;
}

/** Writes an entry. It stands on its own: also when what was tried is rolled back. */
export async function writeAudit(db: Queryable, entry: AuditEntry, now: Date): Promise<void> {
  const sql = `insert into etl_admin.dashboard_audit (at, user_name, address, action, subject, outcome, message)
values ($now::timestamptz, $user, $address, $action, $subject::jsonb, $outcome, left($message, 500))`;
  const user = entry.user.slice(0, 64);
  await db.query(statement(sql, { ...entry, user, subject: JSON.stringify(entry.subject), now }));
}

/** The newest entries, newest first. */
export async function readAudit(db: Queryable, limit: number): Promise<ShownAuditEntry[]> {
  const sql = `select ${utcText('at')} as at, user_name as user, address, action, subject::text as subject, outcome, message
from etl_admin.dashboard_audit order by audit_id desc limit $limit::integer`;
  const { rows } = await db.query<ShownAuditEntry & { readonly subject: string }>(statement(sql, { limit }));
  return rows.map((row) => ({ ...row, subject: JSON.parse(row.subject) as AuditEntry['subject'] }));
}
