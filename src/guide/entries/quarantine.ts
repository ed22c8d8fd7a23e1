import { type Chapter, entry } from '../entry.ts';

export const QUARANTINE_CHAPTER: Chapter = {
  zh: '隔离区的规则',
  en: 'Rules of the quarantine',
  entries: [
    entry(
      'missing_key',
      ['记录没有主键', '上游改了主键名，或返回了空行', '运行 contract drift，改正后 quarantine retry'],
      [
        'the record has no key',
        'upstream renamed the key, or sent an empty row',
        'look at "contract drift", correct, then "quarantine retry"',
      ],
    ),
    entry(
      'foreign_site',
      ['记录属于另一家门店', '令牌是别家门店的', '用 quarantine show 查看，改正令牌后重读'],
      [
        'the record belongs to another store',
        'the token is of another store',
        'see "quarantine show", correct the token and read again',
      ],
    ),
    entry(
      'refused_by_database',
      ['数据库无法保存该记录', '含有非法字符或超长数字', '用 quarantine show 查看原文；需要时请上游改正'],
      [
        'the database cannot store the record',
        'it holds a forbidden character or a number too long',
        'look at it with "quarantine show"; have upstream correct it',
      ],
    ),
    entry(
      'duplicate_key',
      ['同一页里同一主键出现两种内容', '读取时数据变化，或主键不唯一', '重读那一天；总是如此则换主键'],
      [
        'one key came twice on a page with different content',
        'it changed while it was read, or the key is not unique',
        'read the day again; if it stays, the key is another field',
      ],
    ),
    entry(
      'missing_required',
      ['必填列没有值', '上游改了字段名或漏填', '运行 contract drift；上游补填后重读'],
      [
        'a required column is empty',
        'upstream renamed the field or left it out',
        'look at "contract drift"; read again when upstream has filled it in',
      ],
    ),
    entry(
      'invalid_required',
      ['必填列的值无法解析', '格式变了，例如时间或金额', '用 quarantine show 查看原值，改正约定后 quarantine retry'],
      [
        'the value of a required column is not understood',
        'its form changed, as of a time or an amount',
        'look at the value with "quarantine show", correct the contract, then "quarantine retry"',
      ],
    ),
    entry(
      'end_before_start',
      ['结束早于开始', '上游手工改过时间', '请上游改正；改正后重读会自动取回'],
      [
        'it ends before it starts',
        'somebody edited the times upstream',
        'have it corrected upstream; it comes back when it is read again',
      ],
    ),
    entry(
      'negative_seconds',
      ['经过的时间为负', '上游的时长计算有误', '请上游改正；改正后重读会自动取回'],
      [
        'time that passed is negative',
        'upstream computed it wrongly',
        'have it corrected upstream; it comes back when it is read again',
      ],
    ),
  ],
};
