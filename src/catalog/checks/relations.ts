import { type Check, defineCheck } from '../check.ts';
import { dwdTable, keyedTable } from '../dwd-table.ts';
import { orphansSql, type Relation } from '../relation.ts';
import { RELATIONS } from '../relations.ts';

/** A line without its settlement is revenue that no settlement accounts for. */
function decidesMoney({ from, to, required }: Relation): boolean {
  return required && to.table.table === 'fact_settlement' && from.column === 'order_settle_id' && isFact(from.table);
}

const isFact = (table: Relation['from']['table']): boolean => table.table.startsWith('fact_');

/** 关联: whatever a row refers to is there. */
export const RELATION_CHECKS: readonly Check[] = RELATIONS.map((relation) => {
  const { id, zh, en, from, to, required } = relation;
  const ofDays = isFact(from.table);
  // A document that is missing is wrong; a product or table may have left upstream before it was first read.
  const isWrong = required && isFact(to.table);
  return defineCheck({
    id: `relation.${id}`,
    family: 'relation',
    zh,
    en,
    severity: isWrong ? 'error' : 'warn',
    blocking: decidesMoney(relation) && !from.table.table.startsWith('fact_ticket'),
    scope: ofDays ? 'day' : 'store',
    keyOf: keyedTable(from.table),
    reads: [dwdTable(from.table), dwdTable(to.table)],
    sql: `select business_date, entry_key, observed, expected from (
${orphansSql(relation, ofDays ? 'days' : 'all')}
) orphan`,
    fix: {
      zh: '补读被引用数据的窗口或快照；若上游确已删除，静默该检查并写明原因',
      en: 'read the window or snapshot of what is referred to; if it is gone upstream, snooze the check and say why',
    },
  });
});
