import type { Pool } from './connection.ts';
import { statement } from './statement.ts';

/**
 * Limits a role to the rows of some stores, in the database itself (row-level security). Which stores is told by a
 * setting of the transaction; without it no row is seen. Owners of the tables, and all roles without such a limit, see
 * what they saw before.
 */
export interface RowLimit {
  /** Name of the setting: store ids with commas between, or `*` for all. */
  readonly setting: string;
  readonly tables: readonly LimitedTable[];
}

export interface LimitedTable {
  /** Qualified name. */
  readonly relation: string;
  /** Column of the store. */
  readonly column: string;
  /** True where rows of store 0 or null concern all stores: these are seen by everybody. */
  readonly hasSharedRows: boolean;
}

/** Row-level security shows a role nothing unless a policy lets it: this one keeps all other readers as they were. */
const OPEN_POLICY = 'everybody';

const DUE_TABLES = `with wanted as (
  select w.relation, to_regclass(w.relation) as oid from unnest($relations::text[]) as w(relation)
)
select w.relation, not c.relrowsecurity as "isOff",
  not exists (select from pg_policy p where p.polrelid = w.oid and p.polname = $open) as "isClosed",
  not exists (select from pg_policy p where p.polrelid = w.oid and p.polname = $limit) as "isUnlimited"
from wanted w left join pg_class c on c.oid = w.oid
order by w.relation`;

interface DueTable {
  readonly relation: string;
  readonly isOff: boolean | null;
  readonly isClosed: boolean;
  readonly isUnlimited: boolean;
}

/** Statements that would limit the role; none when it is limited already. Tables need not exist yet. */
export async function planRowLimit(db: Pick<Pool, 'query'>, role: string, limit: RowLimit): Promise<string[]> {
  const limitName = `stores_of_${role}`;
  const relations = limit.tables.map(({ relation }) => relation);
  const values = { relations, open: OPEN_POLICY, limit: limitName };
  const { rows } = await db.query<DueTable>(statement(DUE_TABLES, values));
  const due = new Map(rows.map((row) => [row.relation, row]));
  return limit.tables.flatMap((table) => {
    const { relation } = table;
    const found = due.get(relation);
    return [
      ...(found?.isClosed === false
        ? []
        : [`create policy ${OPEN_POLICY} on ${relation} using (true) with check (true)`]),
      ...(found?.isUnlimited === false
        ? []
        : [
            `create policy ${limitName} on ${relation} as restrictive for select to ${role} using (${conditionSql(limit.setting, table)})`,
          ]),
      ...(found?.isOff === false ? [] : [`alter table ${relation} enable row level security`]),
    ];
  });
}

/** Without sub-selects, which the policy of a distributed table cannot hold. */
function conditionSql(setting: string, { column, hasSharedRows }: LimitedTable): string {
  const value = `current_setting('${setting}', true)`;
  const own = `${value} = '*' or ${column} = any (string_to_array(nullif(nullif(${value}, '*'), ''), ',')::bigint[])`;
  return hasSharedRows ? `${own} or ${column} is null or ${column} = 0` : own;
}
