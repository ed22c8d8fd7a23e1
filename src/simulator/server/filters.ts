import { REFUSAL, type Refusal } from './answer.ts';

/** Filters an endpoint wants to be told, and the value that means "all"; the sentinels differ on purpose (the contract). */
export const FILTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  assistant_accounts_master: {
    workStatusEnum: '0',
    dingTalkSynced: '0',
    leaveId: '0',
    criticismStatus: '0',
    signStatus: '-1',
  },
  assistant_service_records: { IsConfirm: '2' },
  member_stored_value_cards: { cardPhysicsType: '0', status: '0' },
  recharge_settlements: { settleType: '0', paymentMethod: '0', isFirst: '0' },
  settlement_records: { settleType: '0', paymentMethod: '0' },
  site_tables_master: { showStatus: '0', virtualTableType: '-1' },
};

/**
 * Refuses a request whose filters are missing or not "all". Serving everything instead would hide a client that filters
 * without meaning to, and would lose rows against the real upstream.
 */
export function refuseFilters(table: string, parameters: Readonly<Record<string, unknown>>): Refusal | undefined {
  for (const [name, all] of Object.entries(FILTERS[table] ?? {})) {
    const value = parameters[name];
    if (value === undefined) return REFUSAL.parameter(`缺少参数 ${name}`);
    if (value !== all) return REFUSAL.parameter(`模拟器只支持 ${name}=${all}（全部）`);
  }
  return undefined;
}
