import type { JSX } from 'preact';
import type { DayAnswer, StoresAnswer } from '../../../api/day.ts';
import { TableCard } from '../../components/table.tsx';
import { formatCount, formatHours, formatMoney } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';

interface DayListsProps {
  readonly day: DayAnswer;
  readonly stores: StoresAnswer;
}

/** How it was paid, what sold best, who served, what is owed. */
export function DayLists({ day, stores }: DayListsProps): JSX.Element {
  const { t, pick } = usePreferences();
  const nameOf = (siteId: string): string => stores.stores.find((one) => one.siteId === siteId)?.name ?? siteId;
  const isChain = new Set(day.assistants.map(({ siteId }) => siteId)).size > 1;
  const isReliable = day.liability.every((one) => one.isReliable);
  return (
    <div class="columns">
      <TableCard
        caption={t('payments')}
        rows={day.payments}
        columns={[
          { head: t('method'), cell: pick },
          { head: t('paid'), isFigure: true, cell: ({ paid }) => formatMoney(paid) },
          { head: t('refunded'), isFigure: true, cell: ({ refunded }) => formatMoney(refunded) },
          { head: t('net'), isFigure: true, cell: ({ net }) => formatMoney(net) },
        ]}
      />
      <TableCard
        caption={t('goods')}
        rows={day.goods}
        columns={[
          {
            head: t('goodsName'),
            cell: ({ name }) => (
              <span class="clip" title={name}>
                {name}
              </span>
            ),
          },
          { head: t('pieces'), isFigure: true, cell: ({ pieces }) => formatCount(pieces) },
          { head: t('amount'), isFigure: true, cell: ({ amount }) => formatMoney(amount) },
        ]}
      />
      <TableCard
        caption={t('assistants')}
        rows={day.assistants}
        columns={[
          { head: t('assistantNo'), cell: ({ no, siteId }) => (isChain ? `${no} · ${nameOf(siteId)}` : no) },
          { head: t('services'), isFigure: true, cell: ({ services }) => formatCount(services) },
          { head: t('charged'), isFigure: true, cell: ({ chargedSeconds }) => formatHours(chargedSeconds) },
          { head: t('amount'), isFigure: true, cell: ({ amount }) => formatMoney(amount) },
        ]}
      />
      <TableCard
        caption={t('liability')}
        note={isReliable ? null : t('liabilityUnsure')}
        rows={day.liability}
        columns={[
          { head: t('cardKind'), cell: ({ kind }) => kind ?? '–' },
          { head: t('principal'), isFigure: true, cell: ({ principal }) => formatMoney(principal) },
          { head: t('gift'), isFigure: true, cell: ({ gift }) => formatMoney(gift) },
          { head: t('balance'), isFigure: true, cell: ({ balance }) => formatMoney(balance) },
        ]}
      />
    </div>
  );
}
