import { defineEndpoint } from '../endpoint.ts';
import { datetime, decimal, id, int, object, text } from '../field.ts';

/** 助教废除记录: Assistant service cancellations. */
export const assistantCancellationRecords = defineEndpoint({
  table: 'assistant_cancellation_records',
  task: 'ODS_ASSISTANT_ABOLISH',
  zh: '助教废除记录',
  en: 'Assistant service cancellations',
  grain: { zh: '一行=一次助教服务废除', en: 'one row = one voided assistant service' },
  path: '/AssistantPerformance/GetAbolitionAssistant',
  mode: 'window',
  listPath: 'data.abolitionAssistants',
  window: { start: 'startTime', end: 'endTime', mark: 'assumed', alternatives: [] },
  owner: { kind: 'row', path: 'siteId' },
  key: 'id',
  eventTime: 'createTime',
  parameters: [
    { name: 'siteId', value: '{siteId}', mark: 'assumed', zh: '门店ID', en: 'store id' },
    {
      name: 'startTime',
      value: '{windowStart}',
      mark: 'assumed',
      zh: '窗口起(含)',
      en: 'window start, local time, inclusive',
    },
    {
      name: 'endTime',
      value: '{windowEnd}',
      mark: 'assumed',
      zh: '窗口止(不含)',
      en: 'window end, local time, exclusive',
    },
  ],
  fields: [
    object('siteProfile', 'derived', '门店快照', 'store snapshot', { shape: 'siteProfile' }),
    id('id', 'derived', '废除记录ID', 'cancellation id'),
    id('siteId', 'assumed', '门店ID', 'store id', { ref: 'siteProfile.id' }),
    id('orderAssistantId', 'assumed', '助教服务流水ID', 'the voided service', { ref: 'assistant_service_records.id' }),
    text('assistantOn', 'assumed', '助教编号', 'assistant number'),
    text('assistantName', 'assumed', '助教姓名', 'assistant name (personal data)'),
    id('tableId', 'assumed', '台桌ID', 'table', { ref: 'site_tables_master.id' }),
    text('tableName', 'assumed', '台桌名', 'table name'),
    text('tableArea', 'assumed', '台区名', 'table area name'),
    int('pdChargeMinutes', 'assumed', '已计分钟', 'minutes used before the void', { unit: 'minutes' }),
    decimal('assistantAbolishAmount', 'assumed', '废除金额', 'list amount of the voided service', { unit: 'yuan' }),
    text('trashReason', 'assumed', '废除原因', 'reason'),
    datetime('createTime', 'assumed', '废除时间', 'voided at'),
  ],
  quirks: [
    'camelCase keys next to a snake_case siteProfile; duration in minutes while the service log uses seconds.',
    'Redundant with is_trash since 2026-02; keep for cross-check only.',
    'The spelling assistantOn (for number) is deliberate.',
  ],
});
