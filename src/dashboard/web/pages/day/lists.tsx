import type { JSX } from 'preact';
import type { DayAnswer, StoresAnswer } from '../../../api/day.ts';
import { type Column, TableCard } from '../../components/table.tsx';
import { formatFigure, type Unit } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { nameOf } from '../../lib/store-names.ts';
import { LiabilityCard } from './liability.tsx';

/** What the lists of the day page are made from. */
export interface DayListsProps {
  readonly day: DayAnswer;
  readonly stores: StoresAnswer;
  readonly store: string;
}

/** How it was paid, what sold best, who served, what is owed; every figure leads to what it is made of. */
export function DayLists(props: DayListsProps): JSX.Element {
  return (
    <div class="columns">
      <PaymentsCard {...props} />
      <GoodsCard {...props} />
      <AssistantsCard {...props} />
      <LiabilityCard {...props} />
    </div>
  );
}

function PaymentsCard({ day: { payments, date }, store }: DayListsProps): JSX.Element {
  const { t, pick } = usePreferences();
  const figure = figureOf(date, ({ method }: (typeof payments)[number]) => ({ store, of: method }));
  return (
    <TableCard
      caption={t('payments')}
      rows={payments}
      columns={[
        { head: t('method'), cell: pick },
        figure(t('paid'), 'money', 'method_paid', ({ paid }) => paid),
        figure(t('refunded'), 'money', 'method_refunded', ({ refunded }) => refunded),
        figure(t('net'), 'money', 'method_net', ({ net }) => net),
      ]}
    />
  );
}

function GoodsCard({ day: { goods, date }, store }: DayListsProps): JSX.Element {
  const { t } = usePreferences();
  const figure = figureOf(date, ({ name }: (typeof goods)[number]) => ({ store, of: name }));
  return (
    <TableCard
      caption={t('goods')}
      rows={goods}
      columns={[
        {
          head: t('goodsName'),
          cell: ({ name }) => (
            <span class="clip" title={name}>
              {name}
            </span>
          ),
        },
        figure(t('pieces'), 'count', 'goods_pieces', ({ pieces }) => pieces),
        figure(t('amount'), 'money', 'goods_sold', ({ amount }) => amount),
      ]}
    />
  );
}

function AssistantsCard({ day: { assistants, date }, stores }: DayListsProps): JSX.Element {
  const { t } = usePreferences();
  const isChain = new Set(assistants.map(({ siteId }) => siteId)).size > 1;
  const figure = figureOf(date, ({ id, siteId }: (typeof assistants)[number]) => ({ store: siteId, of: id }));
  return (
    <TableCard
      caption={t('assistants')}
      rows={assistants}
      columns={[
        {
          head: t('assistantNo'),
          cell: ({ no, siteId }) => (isChain ? `${no} · ${nameOf(stores, siteId)}` : no),
        },
        figure(t('services'), 'count', 'assistant_services', ({ services }) => services),
        figure(t('charged'), 'seconds', 'assistant_seconds', ({ chargedSeconds }) => chargedSeconds),
        figure(t('amount'), 'money', 'assistant_amount', ({ amount }) => amount),
      ]}
    />
  );
}

/** Makes columns of figures that lead to what they are made of; nothing is behind a zero. */
function figureOf<Row>(date: string, partOf: (row: Row) => Readonly<Record<'store' | 'of', string>>) {
  return (head: string, unit: Unit, metric: string, valueOf: (row: Row) => string): Column<Row> => ({
    head,
    isFigure: true,
    cell: (row) => {
      const value = valueOf(row);
      const text = formatFigure(unit, value);
      if (Number(value) === 0) return text;
      return <a href={hrefOf(`/why/${metric}`, { date, ...partOf(row) })}>{text}</a>;
    },
  });
}
