import { type Check, defineCheck, type Severity } from '../check.ts';

/** What upstream does otherwise than the catalog says, by kind: how bad it is. */
const KINDS: readonly (readonly [kind: string, severity: Severity, zh: string, en: string])[] = [
  ['new-field', 'info', '接口没有新增字段', 'upstream sends no new field'],
  ['other-case', 'info', '字段名大小写如文档所写', 'fields are spelt as documented'],
  ['missing-field', 'warn', '接口没有缺少字段', 'upstream sends every field'],
  ['null-field', 'warn', '字段没有整列为空', 'no field is empty in all rows'],
  ['type-changed', 'warn', '字段类型没有变化', 'fields have the type that is documented'],
  ['unknown-code', 'warn', '没有未知代码', 'upstream sends no unknown code'],
  ['bad-value', 'warn', '选填列没有无法解析的值', 'every value of an optional column was understood'],
];

/** 漂移: what was met in the last day. */
export const DRIFT_CHECKS: readonly Check[] = KINDS.map(([kind, severity, zh, en]) =>
  defineCheck({
    id: `drift.${kind}`,
    family: 'drift',
    severity,
    scope: 'store',
    zh,
    en,
    owner: 'operations',
    reads: ['etl_admin.etl_drift'],
    sql: `select null::date, f.ods_table || ' ' || f.path, f.rows_affected || ' of ' || f.rows_checked || coalesce(': ' || f.sample, ''),
  'as the catalog says'
from etl_admin.etl_drift f
where f.site_id = $siteId::bigint and f.kind = '${kind}' and f.last_seen_at > $now::timestamptz - interval '1 day'`,
    fix: {
      zh: '运行 contract drift，按提示粘贴覆盖到 CONTRACT_FILE',
      en: 'paste the override that "feiqiu-etl contract drift" shows into CONTRACT_FILE',
    },
  }),
);
