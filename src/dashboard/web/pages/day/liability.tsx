import type { JSX } from 'preact';
import type { Liability } from '../../../api/day.ts';
import { TableCard } from '../../components/table.tsx';
import { formatMoney } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { Change } from './change.tsx';
import type { DayListsProps } from './lists.tsx';

/** What is owed to card holders at the end of the day, beside the same weekday a week before. */
export function LiabilityCard({ day, store }: Pick<DayListsProps, 'day' | 'store'>): JSX.Element {
  const { t } = usePreferences();
  const { date, liability, comparedLiability, comparedDate } = day;
  const isReliable = liability.every((one) => one.isReliable);
  const link = (metric: string, { id }: Liability, value: string): JSX.Element => (
    <a href={hrefOf(`/why/${metric}`, { date, store, of: id })}>{formatMoney(value)}</a>
  );
  return (
    <TableCard
      caption={t('liability')}
      note={isReliable ? null : t('liabilityUnsure')}
      rows={liability}
      columns={[
        {
          head: t('cardKind'),
          cell: ({ id, kind }) => (
            <span class="one-line">{id === '' ? <strong>{t('allKinds')}</strong> : (kind ?? '–')}</span>
          ),
        },
        { head: t('principal'), isFigure: true, cell: (one) => link('card_principal', one, one.principal) },
        { head: t('gift'), isFigure: true, cell: (one) => link('card_gift', one, one.gift) },
        {
          head: t('balance'),
          isFigure: true,
          cell: (one) => (
            <>
              {link('card_balance', one, one.balance)}
              <br />
              <Change
                value={one.balance}
                before={comparedLiability.find(({ id }) => id === one.id)?.balance}
                comparedDate={comparedDate}
              />
            </>
          ),
        },
      ]}
    />
  );
}
