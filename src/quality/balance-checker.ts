import type { ClientBase } from 'pg';
import type { SiteId } from '../base/ids.ts';
import { statement } from '../database/statement.ts';

/** How far the balances are broken down. */
export type BalanceLevel = 'card' | 'member' | 'store';

/** One card, member or store whose balances were held against each other. Amounts are in yuan, as decimal text. */
export interface BalanceLine {
  /** member_card_id, member_id or site_id. */
  readonly key: string;
  readonly cards: number;
  /** What stood on the cards before the first change that was read. */
  readonly opening: string;
  /** Sum of all changes since. */
  readonly changes: string;
  /** What the last change left. */
  readonly closing: string;
  /** What upstream says the cards hold now; null when a card is not in the snapshot. */
  readonly held: string | null;
  /** Changes that do not begin where the one before ended. */
  readonly breaks: number;
  /** Drawn from the cards by settlements, by the changes. */
  readonly drawn: string;
  /** Paid from member cards, by the settlements those changes refer to. */
  readonly settled: string;
  /** What does not fit, in words; empty: all is well. */
  readonly faults: readonly BalanceFault[];
}

/** opening + changes ≠ closing; a chain with gaps; closing ≠ held; drawn ≠ settled. */
export type BalanceFault = 'sum' | 'chain' | 'held' | 'settled';

const KEY: Readonly<Record<BalanceLevel, string>> = {
  card: 'member_card_id',
  member: 'member_id',
  store: 'site_id',
};

/**
 * What was paid from cards is told by the settlement, and by the changes that refer to it. A settlement paid from several
 * cards is shared among them as the changes say, so that only a difference of the whole settlement shows, on its first card.
 */
function balancesSql(level: BalanceLevel): string {
  return `with change as (
  select b.site_id, b.member_card_id, b.member_id, b.balance_before, b.change_amount, b.balance_after, b.from_type, b.relate_id,
    lag(b.balance_after) over chain as former, row_number() over chain as nth,
    row_number() over (partition by b.member_card_id order by b.create_time desc, b.balance_change_id desc) as nth_from_end
  from billiards.fact_balance_change b
  where b.site_id = $siteId::bigint and not b.is_deleted and b.is_flagged_deleted is not true
  window chain as (partition by b.member_card_id order by b.create_time, b.balance_change_id)
), settled as (
  select c.relate_id, min(c.member_card_id) as member_card_id, -sum(c.change_amount) as drawn, max(s.balance_amount) as paid
  from change c
  left join billiards.fact_settlement s on s.site_id = $siteId::bigint and s.order_settle_id = c.relate_id and not s.is_deleted
  where c.from_type = 1 group by 1
), of_card as (
  select member_card_id, max(site_id) as site_id, max(member_id) as member_id,
    max(balance_before) filter (where nth = 1) as opening, sum(change_amount) as changes,
    max(balance_after) filter (where nth_from_end = 1) as closing,
    count(*) filter (where nth > 1 and former is distinct from balance_before) as breaks,
    coalesce(-sum(change_amount) filter (where from_type = 1), 0) as drawn
  from change group by 1
), card as (
  select o.*, k.balance as held,
    o.drawn + coalesce((select sum(coalesce(d.paid, 0) - d.drawn) from settled d where d.member_card_id = o.member_card_id), 0) as settled
  from of_card o
  left join billiards.dim_member_card k
    on k.site_id = $siteId::bigint and k.member_card_id = o.member_card_id and k.is_current and not k.is_deleted
)
select ${KEY[level]}::text as key, count(*)::int as cards, sum(opening)::numeric(18, 2)::text as opening,
  sum(changes)::numeric(18, 2)::text as changes, sum(closing)::numeric(18, 2)::text as closing,
  case when count(held) = count(*) then sum(held)::numeric(18, 2)::text end as held, sum(breaks)::int as breaks,
  sum(drawn)::numeric(18, 2)::text as drawn, sum(settled)::numeric(18, 2)::text as settled,
  array_remove(array[
    case when bool_or(opening + changes <> closing) then 'sum' end,
    case when sum(breaks) > 0 then 'chain' end,
    case when bool_or(held is distinct from closing) then 'held' end,
    case when bool_or(settled <> drawn) then 'settled' end
  ], null) as faults
from card group by 1 order by 1`;
}

/**
 * Holds the balances of a store's member cards against the chain of their changes and against the settlements paid from
 * them. A card that was used since the changes were last read shows as `held` until the next run.
 */
export async function checkBalances(
  db: Pick<ClientBase, 'query'>,
  siteId: SiteId,
  level: BalanceLevel,
): Promise<BalanceLine[]> {
  const { rows } = await db.query<BalanceLine>(statement(balancesSql(level), { siteId }));
  return rows;
}
