import type { Language } from '../../base/language.ts';
import type { DayStatus } from '../../quality/report/model.ts';
import { wordsOf } from '../../quality/report/words.ts';

/** All words of a daily report that are not data, in one language. */
export interface DailyWords {
  readonly htmlLanguage: string;
  readonly title: (store: string, date: string) => string;
  readonly chainTitle: (date: string) => string;
  readonly chainNote: (stores: string, final: string) => string;
  readonly store: (name: string, siteId: string) => string;
  /** What the status of the day means for the reader; null for a day that is final. */
  readonly warning: (status: DayStatus | 'MISSING', reason: string | null) => string | null;
  readonly writtenAt: (time: string) => string;
  readonly cashIn: string;
  readonly gross: string;
  readonly recognised: string;
  readonly yuan: string;
  readonly bridge: string;
  readonly change: (date: string) => string;
  /** Why there is no comparison, or a doubtful one; null when all is well. */
  readonly changeNote: (compared: { readonly date: string; readonly status: DayStatus } | null) => string | null;
  readonly liability: string;
  readonly principal: string;
  readonly gift: string;
  readonly balance: string;
  readonly liabilityChange: string;
  readonly unreliable: string;
  readonly counts: string;
  readonly settlements: string;
  readonly visits: string;
  readonly members: string;
  readonly newMembers: string;
  readonly returns: string;
  readonly refunds: string;
  readonly areas: string;
  readonly noTable: string;
  readonly goods: string;
  readonly pieces: (count: string) => string;
  /** Between a label and its value. */
  readonly colon: string;
  /** Between two remarks. */
  readonly semicolon: string;
}

const CHINESE: DailyWords = {
  htmlLanguage: 'zh-CN',
  title: (store, date) => `营业日报 ${date} · ${store}`,
  chainTitle: (date) => `营业日报 ${date} · 全部门店`,
  chainNote: (stores, final) => `${stores} 家门店，其中 ${final} 家已定稿`,
  store: (name, siteId) => (name === '' ? `门店 ${siteId}` : name),
  warning: (status, reason) => {
    const why = reason === null ? '' : `（${wordsOf('zh').reason(reason)}）`;
    switch (status) {
      case 'PUBLISHED':
        return null;
      case 'PROVISIONAL':
        return `暂定：数据尚未定稿，数字还会变化${why}`;
      case 'STALE':
        return `过期：较新的数据未通过检查，以下为此前的数字${why}`;
      case 'BLOCKED':
        return `未发布：数据未通过检查，没有数字${why}`;
      case 'MISSING':
        return '没有数字：该营业日尚未计算';
    }
  },
  writtenAt: (time) => `生成于 ${time}`,
  cashIn: '现金流入',
  gross: '消费总额',
  recognised: '确认收入',
  yuan: '单位：元',
  bridge: '收入桥：消费 → 确认收入 → 现金',
  change: (date) => `较上周同日 ${date}`,
  changeNote: (compared) => {
    if (compared === null) return '上周同日没有数字，无法比较。';
    return compared.status === 'PUBLISHED' ? null : `上周同日 ${compared.date} 的数字未定稿，比较仅供参考。`;
  },
  liability: '储值负债（日终）',
  principal: '本金',
  gift: '赠送',
  balance: '合计',
  liabilityChange: '当日变动',
  unreliable: '此前有未定稿的营业日，余额可能不完整。',
  counts: '客流',
  settlements: '结账',
  visits: '其中开台',
  members: '其中会员',
  newMembers: '新会员',
  returns: '退货单',
  refunds: '退款金额（含退回会员卡）',
  areas: '区域（确认收入）',
  noTable: '无台桌',
  goods: '商品（折后）',
  pieces: (count) => `${count} 件`,
  colon: '：',
  semicolon: '；',
};

const ENGLISH: DailyWords = {
  htmlLanguage: 'en',
  title: (store, date) => `Daily report ${date} · ${store}`,
  chainTitle: (date) => `Daily report ${date} · all stores`,
  chainNote: (stores, final) => `${stores} stores, ${final} of them final`,
  store: (name, siteId) => (name === '' ? `store ${siteId}` : name),
  warning: (status, reason) => {
    const why = reason === null ? '' : ` (${wordsOf('en').reason(reason)})`;
    switch (status) {
      case 'PUBLISHED':
        return null;
      case 'PROVISIONAL':
        return `PROVISIONAL: these figures are not final and will change${why}`;
      case 'STALE':
        return `STALE: newer data failed a check, these are the figures from before${why}`;
      case 'BLOCKED':
        return `BLOCKED: the data failed a check, there are no figures${why}`;
      case 'MISSING':
        return 'no figures: the day has not been computed yet';
    }
  },
  writtenAt: (time) => `written ${time}`,
  cashIn: 'Cash in',
  gross: 'Consumption',
  recognised: 'Recognised revenue',
  yuan: 'in yuan',
  bridge: 'From consumption to revenue to cash',
  change: (date) => `against ${date}, a week before`,
  changeNote: (compared) => {
    if (compared === null) return 'The same weekday a week before has no figures to compare with.';
    if (compared.status === 'PUBLISHED') return null;
    return `The figures of ${compared.date}, a week before, are not final: compare with care.`;
  },
  liability: 'Owed to card holders at the end of the day',
  principal: 'Paid for',
  gift: 'Gifts',
  balance: 'Together',
  liabilityChange: 'Change of the day',
  unreliable: 'An earlier day is not final, so changes may be missing.',
  counts: 'Guests',
  settlements: 'Settlements',
  visits: 'of them at tables',
  members: 'of them by members',
  newMembers: 'New members',
  returns: 'Returns',
  refunds: 'Given back, to cards as well',
  areas: 'Areas, by recognised revenue',
  noTable: 'no table',
  goods: 'Goods, less reductions',
  pieces: (count) => `${count} pieces`,
  colon: ': ',
  semicolon: '; ',
};

/** The words of a language. */
export function dailyWords(language: Language): DailyWords {
  return language === 'zh' ? CHINESE : ENGLISH;
}
