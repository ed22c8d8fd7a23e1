import type { JSX } from 'preact';
import { sayDayReason } from '../../../../base/day-reason.ts';
import type { DayAnswer, DayStatus, StoresAnswer } from '../../../api/day.ts';
import { formatFigure, type Unit } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import type { TextName } from '../../lib/texts.ts';
import { Change } from './change.tsx';

interface DayHeadProps {
  readonly day: DayAnswer;
  readonly stores: StoresAnswer;
  readonly store: string;
}

const MAIN: readonly (readonly [metric: string, name: TextName, unit: Unit])[] = [
  ['recognised_amount', 'recognised', 'money'],
  ['gross_amount', 'gross', 'money'],
  ['cash_in_amount', 'cashIn', 'money'],
];

const OTHERS: typeof MAIN = [
  ['cash_amount', 'cash', 'money'],
  ['online_amount', 'online', 'money'],
  ['balance_pay_amount', 'cards', 'money'],
  ['coupon_income_amount', 'coupons', 'money'],
  ['recharge_amount', 'recharges', 'money'],
  ['settlement_count', 'settlements', 'count'],
  ['visit_count', 'visits', 'count'],
  ['table_use_seconds', 'tableHours', 'seconds'],
  ['member_settlement_count', 'memberSettlements', 'count'],
  ['walk_in_settlement_count', 'walkIns', 'count'],
  ['new_member_count', 'newMembers', 'count'],
];

/** Whether the figures can be relied on, and the figures that matter most. */
export function DayHead({ day, stores, store }: DayHeadProps): JSX.Element {
  const { t } = usePreferences();
  return (
    <>
      <Statuses day={day} stores={stores} store={store} />
      <div class="tiles main-tiles">
        {MAIN.map(([metric, name, unit]) => (
          <Tile key={metric} day={day} store={store} metric={metric} name={t(name)} unit={unit} />
        ))}
      </div>
      {day.summary === null ? null : (
        <div class="tiles">
          {OTHERS.map(([metric, name, unit]) => (
            <Tile key={metric} day={day} store={store} metric={metric} name={t(name)} unit={unit} />
          ))}
        </div>
      )}
    </>
  );
}

interface TileProps {
  readonly day: DayAnswer;
  readonly store: string;
  readonly metric: string;
  readonly name: string;
  readonly unit: Unit;
}

function Tile({ day: { date, summary, compared, comparedDate }, store, metric, name, unit }: TileProps): JSX.Element {
  const { t } = usePreferences();
  const value = summary?.[metric];
  if (value === undefined) {
    return (
      <div class="tile">
        <span class="name">{name}</span>
        <span class="value">–</span>
      </div>
    );
  }
  return (
    <a class="tile" href={hrefOf(`/why/${metric}`, { date, store })} title={t('why')}>
      <span class="name">{name}</span>
      <span class="value">
        {formatFigure(unit, value)}
        {unit === 'count' ? null : <span class="unit"> {t(unit === 'money' ? 'yuan' : 'hours')}</span>}
      </span>
      <Change value={value} before={compared?.[metric]} comparedDate={comparedDate} />
    </a>
  );
}

/** The status of one store, or how many stores stand how. */
function Statuses({ day: { date, statuses, comparedDate }, stores, store }: DayHeadProps): JSX.Element {
  const { t, language } = usePreferences();
  const order: readonly DayStatus[] = ['BLOCKED', 'STALE', 'PROVISIONAL', 'PUBLISHED'];
  const nameOf = (siteId: string): string => stores.stores.find((one) => one.siteId === siteId)?.name ?? siteId;
  const open = statuses.filter(({ status }) => status !== 'PUBLISHED');
  return (
    <div class="statuses">
      <strong>{date}</strong>
      {statuses.length === 0 ? <span class="badge NONE">{t('NONE')}</span> : null}
      {order.map((status) => {
        const count = statuses.filter((one) => one.status === status).length;
        if (count === 0) return null;
        return (
          <span key={status} class={`badge ${status}`}>
            {t(status)}
            {store === 'all' ? ` ${count}` : ''}
          </span>
        );
      })}
      <span class="muted">{t('comparedWith', { date: comparedDate })}</span>
      {open.length === 0 ? null : (
        <ul class="reasons">
          {open.map(({ siteId, status, reason }) => (
            <li key={siteId}>
              {stores.stores.length > 1 ? `${nameOf(siteId)}: ` : ''}
              {t(status)}
              {reason === null ? '' : ` · ${sayDayReason(reason, language)}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
