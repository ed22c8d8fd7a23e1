/**
 * The field lists of the simulator's own copy of the contract: `path:type`, a `?` for a field that may be null. Kept apart
 * from `src/catalog` on purpose, so that a name misspelt there cannot be misspelt here by the same hand.
 */

/** The store snapshot that eight endpoints repeat in every row. */
export const SITE_PROFILE_TEXT = `
  id:id org_id:id shop_name:text business_tel:text full_address:text tenant_id:id avatar:text address:text
  longitude:decimal latitude:decimal tenant_site_region_id:id site_label:text site_type:int shop_status:int
  light_status:int light_type:int auto_light:bool attendance_enabled:bool attendance_distance:int
  customer_service_wechat:text customer_service_qrcode:text fixed_pay_qrcode:text prod_env:int create_time:datetime
  update_time:datetime? is_delete:bool`;

/** One model for settlements and recharges. */
const SETTLEMENT = `
  siteProfile:object settleList:object settleList.id:id settleList.tenantId:id settleList.siteId:id
  settleList.siteName:text settleList.balanceAmount:decimal settleList.cardAmount:decimal
  settleList.cashAmount:decimal settleList.couponAmount:decimal settleList.createTime:datetime settleList.memberId:id
  settleList.memberName:text? settleList.memberPhone:text? settleList.memberCardTypeName:text?
  settleList.memberCardAccountId:id settleList.tenantMemberCardId:id settleList.tableId:id
  settleList.consumeMoney:decimal settleList.onlineAmount:decimal settleList.operatorId:id
  settleList.operatorName:text settleList.revokeOrderId:id settleList.revokeTime:datetime?
  settleList.payAmount:decimal settleList.pointAmount:decimal settleList.refundAmount:decimal
  settleList.settleName:text settleList.settleRelateId:id settleList.settleStatus:int settleList.settleType:int
  settleList.payTime:datetime settleList.roundingAmount:decimal settleList.paymentMethod:int
  settleList.adjustAmount:decimal settleList.assistantCxMoney:decimal settleList.assistantPdMoney:decimal
  settleList.couponSaleAmount:decimal settleList.plCouponSaleAmount:decimal settleList.merVouSalesAmount:decimal
  settleList.memberDiscountAmount:decimal settleList.tableChargeMoney:decimal settleList.goodsMoney:decimal
  settleList.realGoodsMoney:decimal settleList.serviceMoney:decimal settleList.prepayMoney:decimal
  settleList.salesManName:text settleList.salesManUserId:id settleList.orderRemark:text settleList.canBeRevoked:bool
  settleList.pointDiscountPrice:decimal settleList.pointDiscountCost:decimal settleList.activityDiscount:decimal
  settleList.serialNumber:int settleList.assistantManualDiscount:decimal settleList.goodsPromotionMoney:decimal
  settleList.assistantPromotionMoney:decimal settleList.isUseCoupon:bool settleList.isUseDiscount:bool
  settleList.isActivity:bool settleList.isBindMember:bool settleList.isFirst:int settleList.rechargeCardAmount:decimal
  settleList.giftCardAmount:decimal settleList.electricityMoney:decimal settleList.realElectricityMoney:decimal
  settleList.electricityAdjustMoney:decimal settleList.settleDevice:int`;

/** Field list by ODS table name. */
export const FIELD_TEXTS: Readonly<Record<string, string>> = {
  assistant_accounts_master: `
  job_num:text shop_name:text group_id:int group_name:text staff_profile_id:id ding_talk_synced:int entry_type:int
  team_name:text entry_sign_status:int resign_sign_status:int system_role_id:int criticism_status:int id:id
  tenant_id:id site_id:id tenant_org_id:id user_id:id assistant_no:text real_name:text nickname:text mobile:text
  gender:int birth_date:datetime? avatar:text introduce:text video_introduction_url:text height:decimal weight:decimal
  level:int level_name:text rank_id:int rank_name:text team_id:id assistant_status:int work_status:int
  leave_status:int entry_time:datetime resign_time:datetime start_time:datetime? end_time:datetime?
  create_time:datetime update_time:datetime? is_delete:bool is_team_leader:bool is_guaranteed:bool show_status:int
  show_sort:int allow_cx:bool charge_way:int online_status:int last_table_id:id last_table_name:text
  current_site_table_id:id get_grade_times:int sum_grade:decimal composite_grade:decimal salary_grant_enabled:int
  account_status:int is_reserve:bool serial_number:int light_equipment_id:text assistant_grade:decimal`,
  assistant_service_records: `
  siteProfile:object id:id tenant_id:id site_id:id order_trade_no:id order_settle_id:id order_pay_id:id
  site_assistant_id:id user_id:id assistant_no:text assistant_name:text nickname:text assistant_level:int
  level_name:text assistant_team_id:id person_org_id:id site_table_id:id table_name:text site_table_area_id:id
  order_assistant_type:int skill_id:id skill_name:text ledger_name:text ledger_group_name:text
  ledger_unit_price:decimal ledger_count:int ledger_amount:decimal member_discount_amount:decimal
  manual_discount_amount:decimal coupon_deduct_money:decimal service_money:decimal real_service_money:decimal
  projected_income:decimal income_seconds:int real_use_seconds:int add_clock:int start_use_time:datetime
  last_use_time:datetime ledger_start_time:datetime ledger_end_time:datetime ledger_status:int create_time:datetime
  is_confirm:int is_single_order:bool is_not_responding:bool is_trash:bool trash_reason:text trash_applicant_id:id
  trash_applicant_name:text is_delete:bool tenant_member_id:id system_member_id:id operator_id:id operator_name:text
  salesman_name:text salesman_user_id:id salesman_org_id:id grade_status:int skill_grade:decimal service_grade:decimal
  composite_grade:decimal composite_grade_time:datetime? sum_grade:decimal get_grade_times:int returns_clock:int
  site_name:text`,
  assistant_cancellation_records: `
  siteProfile:object id:id siteId:id orderAssistantId:id assistantOn:text assistantName:text tableId:id tableName:text
  tableArea:text pdChargeMinutes:int assistantAbolishAmount:decimal trashReason:text createTime:datetime`,
  goods_stock_movements: `
  siteGoodsStockId:id tenantId:id siteId:id siteGoodsId:id goodsName:text goodsCategoryId:id goodsSecondCategoryId:id
  stockType:int startNum:decimal changeNum:decimal endNum:decimal startNumA:decimal changeNumA:decimal endNumA:decimal
  unit:text price:decimal operatorName:text remark:text createTime:datetime`,
  goods_stock_summary: `
  siteGoodsId:id goodsName:text goodsUnit:text goodsCategoryId:id goodsCategorySecondId:id categoryName:text
  rangeStartStock:decimal rangeEndStock:decimal rangeIn:decimal rangeOut:decimal rangeInventory:decimal
  rangeSale:decimal rangeSaleMoney:decimal currentStock:decimal`,
  group_buy_packages: `
  id:id tenant_id:id site_id:id site_name:text package_id:int package_name:text package_template_id:id type:int
  system_group_type:int group_type:int coupon_money:decimal selling_price:decimal duration:int start_time:datetime
  end_time:datetime date_type:int date_info:text start_clock:text end_clock:text add_start_clock:text
  add_end_clock:text table_area_id:text table_area_name:text table_area_id_list:text tenant_table_area_id:id
  max_selectable_categories:int usage_count:int is_first_limit:bool sort:int is_enabled:int effective_status:int
  is_delete:bool create_time:datetime creator_name:text remark:text`,
  group_buy_redemption_records: `
  id:id tenant_id:id site_id:id siteName:text order_trade_no:id order_settle_id:id order_pay_id:id
  order_table_ledger_id:id order_coupon_id:id order_coupon_channel:int coupon_code:text coupon_money:decimal
  coupon_sale_price:decimal coupon_origin_id:id promotion_activity_id:id promotion_coupon_id:id promotion_seconds:int
  offer_type:int ledger_name:text ledger_group_name:text ledger_unit_price:decimal ledger_count:int
  ledger_amount:decimal table_promotion_money:decimal goods_promotion_money:decimal assistant_promotion_money:decimal
  table_service_promotion_money:decimal reward_promotion_money:decimal ledger_status:int use_status:int
  site_table_id:id tableName:text tableAreaName:text tenant_table_area_id:id is_single_order:bool is_delete:bool
  create_time:datetime operator_id:id operator_name:text salesman_name:text salesman_user_id:id`,
  member_profiles: `
  id:id system_member_id:id tenant_id:id register_site_id:id site_name:text mobile:text nickname:text birthday:text?
  gender:int status:int user_status:int create_time:datetime member_card_grade_code:id member_card_grade_name:text
  point:decimal growth_value:decimal pay_money_sum:decimal recharge_money_sum:decimal referrer_member_id:id
  person_tenant_org_id:id person_tenant_org_name:text`,
  member_balance_changes: `
  id:id tenant_id:id site_id:id register_site_id:id tenant_member_id:id system_member_id:id tenant_member_card_id:id
  card_type_id:id memberCardTypeName:text memberName:text memberMobile:text before:decimal account_data:decimal
  after:decimal from_type:int payment_method:int relate_id:id pay_site_id:id paySiteName:text registerSiteName:text
  principal_before:decimal principal_data:decimal principal_after:decimal refund_amount:decimal operator_id:id
  operator_name:text remark:text create_time:datetime is_delete:bool`,
  member_stored_value_cards: `
  id:id tenant_id:id tenant_member_id:id system_member_id:id register_site_id:id site_name:text card_no:text
  card_type_id:id member_card_grade_code:id member_card_grade_code_name:text member_card_type_name:text
  card_physics_type:int status:int member_name:text member_mobile:text member_grade:int balance:decimal
  principal_balance:decimal denomination:decimal recharge_sum:decimal recharge_freeze_balance:decimal
  frozen_balance:decimal electricity_card_discount:decimal electricity_deduct_radio:decimal table_discount:decimal
  goods_discount:decimal assistant_discount:decimal assistant_reward_discount:decimal table_service_discount:decimal
  goods_service_discount:decimal assistant_service_discount:decimal coupon_discount:decimal
  table_discount_sub_switch:int goods_discount_sub_switch:int assistant_discount_sub_switch:int
  goods_discount_range_type:int table_deduct_radio:decimal goods_deduct_radio:decimal assistant_deduct_radio:decimal
  table_service_deduct_radio:decimal goods_service_deduct_radio:decimal assistant_service_deduct_radio:decimal
  assistant_reward_deduct_radio:decimal coupon_deduct_radio:decimal table_card_deduct:decimal
  goods_card_deduct:decimal assistant_card_deduct:decimal assistant_pd_deduct:decimal assistant_cx_deduct:decimal
  able_site_transfer:bool is_allow_order_deduct:bool is_allow_give:bool is_allow_cross_site:bool use_scene:text
  able_cross_site:int effect_site_id:id site_ids:array table_area_ids:array goods_category_ids:array
  start_time:datetime end_time:datetime disable_start_time:datetime? disable_end_time:datetime?
  last_consume_time:datetime? sort:int bind_password_flag:bool create_time:datetime is_delete:bool`,
  payment_transactions: `
  siteProfile:object id:id tenant_id:id site_id:id relate_type:int relate_id:id pay_amount:decimal pay_status:int
  pay_time:datetime create_time:datetime payment_method:int online_pay_channel:int`,
  platform_coupon_redemption_records: `
  siteProfile:object id:id tenant_id:id site_id:id coupon_code:text coupon_name:text coupon_channel:int
  coupon_money:decimal sale_price:decimal settlement_amount:decimal coupon_free_time:int coupon_remark:text
  group_package_id:id groupon_type:int deal_id:id channel_deal_id:id verify_id:text certificate_id:text use_status:int
  consume_time:datetime create_time:datetime site_order_id:id table_id:id operator_id:id operator_name:text
  is_delete:bool`,
  recharge_settlements: SETTLEMENT,
  refund_transactions: `
  siteProfile:object id:id tenant_id:id tenantName:text site_id:id relate_type:int relate_id:id original_pay_log_id:id
  pay_sn:id pay_amount:decimal refund_amount:decimal round_amount:decimal channel_fee:decimal channel_pay_no:text
  channel_payer_id:text pay_status:int pay_time:datetime create_time:datetime payment_method:int
  online_pay_channel:int online_pay_type:int pay_terminal:int pay_config_id:id cashier_point_id:id member_id:id
  member_card_id:id balance_frozen_amount:decimal card_frozen_amount:decimal operator_id:id action_type:int
  is_revoke:bool is_delete:bool`,
  settlement_records: SETTLEMENT,
  settlement_ticket_details: `
  tenantId:id siteId:id orderSettleId:id orderSettleNumber:int assistantManualDiscount:decimal siteName:text
  tenantName:text siteAddress:text siteBusinessTel:text ticketRemark:text ticketCustomContent:text
  voucherMoney:decimal rewardName:text cashierName:text settleType:text actualPayment:decimal ledgerAmount:decimal
  consumeMoney:decimal refundAmount:decimal balanceAmount:decimal memberOfferAmount:decimal deliveryFee:decimal
  adjustAmount:decimal paymentMethod:int memberDeductAmount:decimal payTime:datetime couponAmount:decimal
  returnGoodsAmount:decimal onlineReturnAmount:decimal payMemberBalance:decimal pointDiscountPrice:decimal
  pointDiscountCost:decimal prepayMoney:decimal orderRemark:text deliveryAddress:text memberProfile:object
  memberProfile.memberName:text memberProfile.memberPhone:text memberProfile.memberPoint:decimal orderItem:array
  orderItem[].siteOrderId:id orderItem[].orderSettleId:id orderItem[].orderType:int orderItem[].tableLedger:object?
  orderItem[].tableLedger.orderTableLedgerId:id orderItem[].tableLedger.siteTableId:id
  orderItem[].tableLedger.tableName:text orderItem[].tableLedger.tableAreaName:text
  orderItem[].tableLedger.chargeStartTime:datetime orderItem[].tableLedger.chargeEndTime:datetime
  orderItem[].tableLedger.lastUseTime:datetime orderItem[].tableLedger.consumptionAmount:decimal
  orderItem[].tableLedger.adjustAmount:decimal orderItem[].tableLedger.memberDiscountAmount:decimal
  orderItem[].tableLedger.pauseDuration:int orderItem[].tableLedger.useDuration:int
  orderItem[].tableLedger.chargeDuration:int orderItem[].tableLedger.orderServiceLedgers:array
  orderItem[].tableLedger.orderServiceLedgers[].orderAssistantLedgerId:id
  orderItem[].tableLedger.orderServiceLedgers[].assistantName:text
  orderItem[].tableLedger.orderServiceLedgers[].skillName:text
  orderItem[].tableLedger.orderServiceLedgers[].useDuration:int
  orderItem[].tableLedger.orderServiceLedgers[].ledgerAmount:decimal
  orderItem[].tableLedger.orderServiceLedgers[].discountMoney:decimal orderItem[].goodsLedgers:array
  orderItem[].goodsLedgers[].orderGoodsLedgerId:id orderItem[].goodsLedgers[].orderTradeNo:id
  orderItem[].goodsLedgers[].tenantGoodsCategoryId:id orderItem[].goodsLedgers[].memberCouponId:id
  orderItem[].goodsLedgers[].siteGoodsId:id orderItem[].goodsLedgers[].orderCouponId:id
  orderItem[].goodsLedgers[].goodsName:text orderItem[].goodsLedgers[].goodsRemark:text
  orderItem[].goodsLedgers[].optionName:text orderItem[].goodsLedgers[].goodsCount:int
  orderItem[].goodsLedgers[].goodsPrice:decimal orderItem[].goodsLedgers[].ledgerAmount:decimal
  orderItem[].goodsLedgers[].discountMoney:decimal orderItem[].goodsLedgers[].memberDiscountAmount:decimal
  orderItem[].goodsLedgers[].optionPrice:decimal orderItem[].orderCouponLedgers:array
  orderItem[].orderCouponLedgers[].orderCouponLedgerId:id orderItem[].orderCouponLedgers[].couponName:text
  orderItem[].orderCouponLedgers[].couponCode:text orderItem[].orderCouponLedgers[].couponChannel:int
  orderItem[].orderCouponLedgers[].salePrice:decimal orderItem[].orderCouponLedgers[].ledgerAmount:decimal`,
  site_tables_master: `
  id:id tenant_id:id site_id:id siteName:text table_name:text site_table_area_id:id areaName:text
  tenant_table_area_id:id table_status:int tableStatusName:text show_status:int virtual_table:int audit_status:int
  charge_free:bool table_price:decimal light_status:int delay_lights_time:int is_online_reservation:int
  only_allow_groupon:int order_delay_time:int table_cloth_use_time:int table_cloth_use_cycle:int is_rest_area:bool
  sort:int create_time:datetime`,
  stock_goods_category_tree: `
  id:id tenant_id:id category_name:text alias_name:text pid:id business_name:text tenant_goods_business_id:id
  open_salesman:int is_warehousing:bool sort:int categoryBoxes:array categoryBoxes[].id:id
  categoryBoxes[].tenant_id:id categoryBoxes[].category_name:text categoryBoxes[].alias_name:text
  categoryBoxes[].pid:id categoryBoxes[].business_name:text categoryBoxes[].tenant_goods_business_id:id
  categoryBoxes[].open_salesman:int categoryBoxes[].is_warehousing:bool categoryBoxes[].sort:int
  categoryBoxes[].categoryBoxes:array`,
  store_goods_master: `
  id:id tenant_id:id site_id:id siteName:text tenant_goods_id:id goods_name:text goods_category_id:id
  goods_second_category_id:id oneCategoryName:text twoCategoryName:text goods_cover:text goods_bar_code:text unit:text
  sale_price:decimal cost_price:decimal provisional_total_cost:decimal total_purchase_cost:decimal cost_price_type:int
  min_discount_price:decimal discount_price:decimal member_price:decimal stock:decimal stock_A:decimal
  safe_stock:decimal sale_num:decimal average_monthly_sales:decimal batch_stock_quantity:decimal days_available:int
  is_warehousing:bool is_discountable:bool forbid_sell_status:int able_discount:bool able_site_transfer:bool
  custom_label_type:int goods_state:int audit_status:int send_state:int time_slot_sale:int enable_status:int sort:int
  remark:text option_required:bool is_delete:bool create_time:datetime update_time:datetime?`,
  store_goods_sales_records: `
  id:id tenant_id:id site_id:id siteName:text order_trade_no:id order_settle_id:id order_pay_id:id order_goods_id:id
  site_table_id:id site_goods_id:id tenant_goods_id:id tenant_goods_category_id:id goods_second_category_id:id
  tenant_goods_business_id:id ledger_name:text ledger_group_name:text goods_remark:text option_name:text
  option_value_name:text option_price:decimal option_member_discount_money:decimal option_coupon_deduct_money:decimal
  ledger_unit_price:decimal ledger_count:int ledger_amount:decimal discount_price:decimal discount_money:decimal
  member_discount_amount:decimal coupon_deduct_money:decimal point_discount_money:decimal
  point_discount_money_cost:decimal push_money:decimal cost_money:decimal real_goods_money:decimal sales_type:int
  is_single_order:bool is_warehousing:bool returns_number:int ledger_status:int member_coupon_id:id order_coupon_id:id
  package_coupon_id:id tenant_member_id:id operator_id:id operator_name:text salesman_user_id:id salesman_name:text
  salesman_role_id:int salesman_org_id:id create_time:datetime is_delete:bool`,
  table_fee_discount_records: `
  id:id tenant_id:id site_id:id order_trade_no:id order_settle_id:id order_table_ledger_id:id site_table_id:id
  site_table_area_id:id tableName:text tableAreaName:text adjust_type:int ledger_name:text ledger_count:int
  ledger_amount:decimal ledger_status:int applicant_id:id applicant_name:text operator_id:id create_time:datetime
  is_delete:bool`,
  table_fee_transactions: `
  siteProfile:object id:id tenant_id:id site_id:id order_trade_no:id order_settle_id:id order_pay_id:id
  order_consumption_type:int site_table_id:id site_table_area_id:id site_table_area_name:text tenant_table_area_id:id
  ledger_name:text ledger_unit_price:decimal ledger_count:int ledger_amount:decimal adjust_amount:decimal
  member_discount_amount:decimal coupon_promotion_amount:decimal real_table_charge_money:decimal service_money:decimal
  fee_total:decimal mgmt_fee:decimal used_card_amount:decimal start_use_time:datetime last_use_time:datetime
  ledger_start_time:datetime ledger_end_time:datetime real_table_use_seconds:int add_clock_seconds:int
  pause_seconds:int ledger_status:int is_single_order:bool member_id:id operator_id:id operator_name:text
  salesman_name:text salesman_user_id:id salesman_org_id:id activity_discount_amount:decimal create_time:datetime
  is_delete:bool`,
  tenant_goods_master: `
  id:id tenant_id:id goods_name:text goods_number:text goods_bar_code:text goods_cover:text goods_category_id:id
  goods_second_category_id:id categoryName:text unit:text market_price:decimal cost_price:decimal cost_price_type:int
  min_discount_price:decimal point_sale_price:decimal supplier_id:id goods_state:int sale_channel:int
  commission_type:int able_discount:bool able_site_transfer:bool is_warehousing:bool isInSite:bool
  common_sale_royalty:decimal point_sale_royalty:decimal remark_name:text out_goods_id:id sort:int
  create_time:datetime update_time:datetime? is_delete:bool`,
};
