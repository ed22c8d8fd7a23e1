select s.site_id, s.business_date, b.step::bigint as step, b.item, b.item_zh, b.item_en, b.is_total, b.amount::numeric(18, 2) as amount
from billiards_dws.dws_site_day_summary s
cross join lateral (values
  (1, 'gross', '消费总额', 'Consumption', true, s.gross_amount),
  (2, 'coupon', '券抵扣', 'Covered by coupons', false, -s.coupon_amount),
  (3, 'member_discount', '会员折扣', 'Member discounts', false, -s.member_discount_amount),
  (4, 'adjust', '手动减免', 'Manual reductions', false, -s.adjust_amount),
  (5, 'assistant_discount', '助教手动折扣', 'Reductions on services', false, -s.assistant_discount_amount),
  (6, 'other_discount', '活动及积分', 'Campaigns and points', false, -s.other_discount_amount),
  (7, 'rounding', '抹零', 'Rounded off', false, -s.rounding_amount),
  (8, 'gift_card', '赠送卡支付', 'Paid from gift cards', false, -s.gift_card_pay_amount),
  (9, 'coupon_income', '券收入', 'Income from coupons', false, s.coupon_income_amount),
  (10, 'returns', '退货', 'Returned goods', false, -(s.return_pay_amount + s.return_recharge_card_amount)),
  (11, 'unexplained', '未解释差额', 'Unexplained', false, -s.unexplained_amount),
  (12, 'recognised', '确认收入', 'Recognised revenue', true, s.recognised_amount),
  (13, 'recharge', '充值实收', 'Paid for recharges', false, s.recharge_amount),
  (14, 'reversal', '充值冲销', 'Recharges taken back', false, -s.reversal_amount),
  (15, 'recharge_card', '充值卡消耗', 'Drawn from cards that were paid for', false, -s.recharge_card_pay_amount),
  (16, 'returned_to_card', '退回充值卡', 'Given back to such cards', false, s.return_recharge_card_amount),
  (17, 'cash_in', '现金流入', 'Cash in', true, s.cash_in_amount)
) as b (step, item, item_zh, item_en, is_total, amount)
