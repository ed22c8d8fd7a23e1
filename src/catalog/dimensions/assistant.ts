import { dateType } from '../../models/date-type.ts';
import { assistantAccountsMaster } from '../endpoints/assistant-accounts-master.ts';
import { defineDimension } from './dimension.ts';
import { NEVER, REPEATS_SITE } from './shared.ts';

/** 助教维度: assistants with level, team and contract. */
export const dimAssistant = defineDimension({
  table: 'dim_assistant',
  task: 'DWD_DIM_ASSISTANT',
  zh: '助教维度',
  en: 'Assistants',
  grain: { zh: '一行=一个助教账号的一个版本', en: 'one row = one version of one assistant account' },
  endpoint: assistantAccountsMaster,
  key: 'assistant_id',
  names: {
    level: 'assistant_level',
    level_name: 'assistant_level_name',
    height: 'height_cm',
    weight: 'weight_kg',
    start_time: 'contract_from',
    end_time: 'contract_to',
    current_site_table_id: 'current_table_id',
    get_grade_times: 'grading_count',
    sum_grade: 'grade_sum',
  },
  stated: {
    birth_date: { type: dateType, personal: true, none: ['empty-text', 'zero-date'] },
    resign_time: { none: NEVER },
    end_time: { none: NEVER },
    rank_id: { none: ['not-positive-id'] },
  },
  untracked: [
    'work_status',
    'online_status',
    'last_table_id',
    'last_table_name',
    'current_site_table_id',
    'get_grade_times',
    'sum_grade',
    'composite_grade',
    'ding_talk_synced',
    'update_time',
  ],
  leftOut: { site_id: REPEATS_SITE, shop_name: REPEATS_SITE },
});
