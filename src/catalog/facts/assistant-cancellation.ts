import { assistantCancellationRecords } from '../endpoints/assistant-cancellation-records.ts';
import { defineFact } from '../fact.ts';

/** 助教废除: one voided service. */
export const factAssistantCancellation = defineFact({
  table: 'fact_assistant_cancellation',
  task: 'DWD_ASSISTANT_CANCELLATION',
  zh: '助教废除',
  en: 'Assistant cancellations',
  grain: { zh: '一行=一次废除', en: 'one row = one voided service' },
  source: assistantCancellationRecords,
  key: ['cancellation_id'],
  names: { id: 'cancellation_id', assistantOn: 'assistant_no' },
  required: ['create_time'],
  businessTime: 'create_time',
  lookups: [['assistant_service_id']],
});
