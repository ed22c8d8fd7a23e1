import { assistantServiceRecords } from '../endpoints/assistant-service-records.ts';
import { defineFact } from '../fact.ts';
import { endBeforeStart, negativeSeconds } from '../record-rule.ts';

/** 助教服务: one service of one assistant. */
export const factAssistantService = defineFact({
  table: 'fact_assistant_service',
  task: 'DWD_ASSISTANT_SERVICE',
  zh: '助教服务',
  en: 'Assistant services',
  grain: { zh: '一行=一名助教的一段服务', en: 'one row = one stretch of service of one assistant' },
  source: assistantServiceRecords,
  key: ['assistant_service_id'],
  names: { id: 'assistant_service_id' },
  required: ['create_time', 'ledger_amount', 'assistant_id'],
  adjust: { member_id: { none: ['not-positive-id'] } },
  businessTime: 'create_time',
  interval: { from: 'start_use_time', to: 'last_use_time' },
  lookups: [['order_settle_id'], ['assistant_id', 'start_use_time']],
  rules: [endBeforeStart('start_use_time', 'last_use_time'), negativeSeconds('real_use_seconds', 'income_seconds')],
});
