import type { FigureName } from '../../src/simulator/hall/truth.ts';
import type { Scene } from './scenario.ts';

/** Which column of dws_site_day_summary tells which figure of the simulator's truth. */
export const COLUMN_OF_FIGURE: Readonly<Partial<Record<FigureName, string>>> = {
  grossItems: 'gross_amount',
  tableFee: 'table_fee_amount',
  goods: 'goods_amount',
  assistantPd: 'assistant_pd_amount',
  assistantCx: 'assistant_cx_amount',
  coupon: 'coupon_amount',
  couponSale: 'coupon_sale_amount',
  memberDiscount: 'member_discount_amount',
  adjust: 'adjust_amount',
  assistantDiscount: 'assistant_discount_amount',
  rounding: 'rounding_amount',
  pay: 'pay_amount',
  cash: 'cash_amount',
  online: 'online_amount',
  bankCard: 'bank_card_amount',
  balance: 'balance_pay_amount',
  rechargeCard: 'recharge_card_pay_amount',
  giftCard: 'gift_card_pay_amount',
  forwardSettlements: 'settlement_count',
  visits: 'visit_count',
  goodsOrders: 'goods_order_count',
  memberSettlements: 'member_settlement_count',
  walkInSettlements: 'walk_in_settlement_count',
  goodsPieces: 'goods_pieces',
  returns: 'return_count',
  returnAmount: 'return_amount',
  returnPieces: 'return_pieces',
  refundCash: 'refund_cash_amount',
  refundOnline: 'refund_online_amount',
  refundBankCard: 'refund_bank_card_amount',
  refundCard: 'refund_card_amount',
  recharges: 'recharge_count',
  rechargeCash: 'recharge_amount',
  rechargeGift: 'recharge_gift_amount',
  reversals: 'reversal_count',
  reversalCash: 'reversal_amount',
  reversalGift: 'reversal_gift_amount',
  tableUses: 'table_use_count',
  tableUseSeconds: 'table_use_seconds',
  services: 'service_count',
  assistantChargedSeconds: 'assistant_charged_seconds',
  assistantRealSeconds: 'assistant_real_seconds',
  assistantFoldedSeconds: 'assistant_folded_seconds',
  voids: 'void_count',
  cancellations: 'cancellation_count',
  couponsVerified: 'coupon_verified_count',
  couponsRedeemed: 'coupon_redeemed_count',
  stockIn: 'stock_in',
  stockOut: 'stock_out',
  stockTake: 'stock_take',
  newMembers: 'new_member_count',
};

/** Figures of one kind of card, by the name of the kind. */
const KIND_OF_FIGURE: Readonly<Partial<Record<FigureName, { readonly gift?: string; readonly liability?: string }>>> = {
  giftVoucher: { gift: '活动抵用券' },
  giftTableFee: { gift: '台费卡' },
  giftDrinks: { gift: '酒水卡' },
  giftMonthly: { gift: '月卡' },
  liabilityCash: { liability: '储值卡' },
  liabilityVoucher: { liability: '活动抵用券' },
  liabilityTableFee: { liability: '台费卡' },
  liabilityDrinks: { liability: '酒水卡' },
  liabilityMonthly: { liability: '月卡' },
};

const FAR_FUTURE = '9999-12-31 00:00:00';

/**
 * Every figure of the published days that differs from the hall's truth as of the simulated present, a line each. `days`:
 * the business days compared, which are expected to be published.
 */
export async function differencesFromTruth(
  scene: Pick<Scene, 'pool' | 'hall'>,
  siteId: string,
  { days, asOf = FAR_FUTURE }: { readonly days: readonly string[]; readonly asOf?: string },
): Promise<string[]> {
  const { rows } = await scene.pool.query<Record<string, string>>(
    'select * from billiards_dws.dws_site_day_summary where site_id = $1 and business_date = any($2)',
    [siteId, days],
  );
  const byDay = new Map(rows.map((row) => [row['business_date'], row]));
  const ofKinds = await readKinds(scene.pool, siteId, days);
  return days.flatMap((day) => {
    const row = byDay.get(day);
    if (row === undefined) return [`${day}: no figures`];
    const { figures } = scene.hall.truth(siteId, day, asOf);
    const ofKind = Object.entries(KIND_OF_FIGURE).flatMap(([figure, { gift, liability }]) => {
      const found = ofKinds.get(`${day} ${gift === undefined ? `liability ${liability}` : `gift ${gift}`}`) ?? '0';
      return normal(found) === normal(figures[figure]) ? [] : [`${day} ${figure}: ${found}, truth ${figures[figure]}`];
    });
    const ofStore = Object.entries(COLUMN_OF_FIGURE)
      .filter(([figure, column]) => normal(row[column]) !== normal(figures[figure]))
      .map(([figure, column]) => `${day} ${column}: ${row[column]}, truth ${figures[figure]}`);
    return [...ofStore, ...ofKind];
  });
}

/** Gifts and balances by day and kind of card. */
async function readKinds(
  pool: Scene['pool'],
  siteId: string,
  days: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ name: string; amount: string }>(
    `select business_date || ' gift ' || card_type_name as name, gift_amount as amount
from billiards_dws.dws_recharge_day_summary where site_id = $1 and business_date = any($2)
union all
select business_date || ' liability ' || card_type_name, balance_amount
from billiards_dws.dws_card_liability_balance where site_id = $1 and business_date = any($2)`,
    [siteId, days],
  );
  return new Map(rows.map((row) => [row.name, row.amount]));
}

/** A number without the zeros behind its point. */
function normal(text: string | undefined): string | undefined {
  return text?.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
