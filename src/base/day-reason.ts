/** Why a day that has figures has no final ones; kept in `dws_day_status.reason` in English. */
export const DAY_NOT_OVER = 'the day is not over';
export const FILES_PROVE_NOTHING = 'plain files do not prove to be complete';
/** Before the checks that failed. */
export const CHECKS_FAILED = 'failed: ';

/** A stored reason in the language of the reader. What is not known here, such as the names of checks, stays as it is. */
export function sayDayReason(stored: string, language: 'zh' | 'en'): string {
  if (language === 'en') return stored;
  return stored
    .replace(DAY_NOT_OVER, '营业日尚未结束')
    .replace(FILES_PROVE_NOTHING, '普通文件无法证明数据完整')
    .replace(CHECKS_FAILED, '未通过：');
}
