import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DayAnswer, HeatRow, StoresAnswer } from '../../api/day.ts';
import { Chart } from '../charts/chart.tsx';
import { heatMap, useShare } from '../charts/heat-map.ts';
import { waterfall } from '../charts/waterfall.ts';
import { DayPicker } from '../components/day-picker.tsx';
import { Blank, Ready } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { formatMoney, formatPercent, isDate } from '../lib/format.ts';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../lib/router.ts';
import { useLoad } from '../lib/use-load.ts';
import { DayHead } from './day/head.tsx';
import { DayLists } from './day/lists.tsx';

/** Everything about one business day of a store, or of the whole chain. */
export function DayPage(): JSX.Element {
  const stores = useLoad<StoresAnswer>('/stores');
  return <Ready loaded={stores}>{(data) => <Day stores={data} />}</Ready>;
}

function Day({ stores }: { readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { query } = usePlace();
  const date = query['date'] ?? stores.lastDate ?? '';
  const store = query['store'] ?? (stores.stores.length === 1 ? (stores.stores[0]?.siteId ?? 'all') : 'all');
  const isWrong = date !== '' && !isDate(date);
  const day = useLoad<DayAnswer>(date === '' || isWrong ? null : hrefOf('/day', { date, store }));
  if (date === '') {
    return (
      <Blank title={t('empty')}>
        <p>{t('emptyHint')}</p>
      </Blank>
    );
  }
  if (isWrong) {
    return (
      <Blank title={t('badDate')}>
        <p>{date.slice(0, 60)}</p>
        <a href={hrefOf('/day', { store: query['store'] })}>{t('latest')}</a>
      </Blank>
    );
  }
  return (
    <>
      <DayPicker stores={stores} date={date} />
      <Ready loaded={day}>{(data) => <DayBody day={data} stores={stores} store={store} />}</Ready>
    </>
  );
}

interface DayBodyProps {
  readonly day: DayAnswer;
  readonly stores: StoresAnswer;
  readonly store: string;
}

function DayBody({ day, stores, store }: DayBodyProps): JSX.Element {
  const { t } = usePreferences();
  return (
    <>
      <DayHead day={day} stores={stores} store={store} />
      {day.summary === null ? (
        <Blank title={t('noFigures')}>
          <p>{t('noFiguresHint')}</p>
          <a href={hrefOf('/day', { store })}>{t('latest')}</a>
        </Blank>
      ) : (
        <>
          <Bridge day={day} store={store} />
          <HeatCard day={day} store={store} />
          <DayLists day={day} stores={stores} store={store} />
        </>
      )}
    </>
  );
}

function Bridge({ day: { bridge, date }, store }: Pick<DayBodyProps, 'day' | 'store'>): JSX.Element {
  const { t, pick } = usePreferences();
  const steps = useMemo(() => bridge.filter(({ amount, isTotal }) => isTotal || Number(amount) !== 0), [bridge]);
  const whyOf = (metric: string): string => hrefOf(`/why/${metric}`, { date, store });
  const option = useMemo(() => waterfall.bind(null, steps, pick), [steps, pick]);
  return (
    <Chart
      title={t('bridge')}
      height={32 * steps.length + 40}
      option={option}
      onPoint={(index) => {
        const metric = steps[index]?.metric ?? null;
        if (metric !== null) navigate(whyOf(metric));
      }}
      table={
        <Table
          caption={t('bridge')}
          rows={steps}
          columns={[
            { head: t('step'), cell: (step) => (step.isTotal ? <strong>{pick(step)}</strong> : pick(step)) },
            {
              head: t('amount'),
              isFigure: true,
              cell: ({ amount, metric }) =>
                metric === null ? formatMoney(amount) : <a href={whyOf(metric)}>{formatMoney(amount)}</a>,
            },
          ]}
        />
      }
    />
  );
}

function HeatCard({ day: { heat, date }, store }: Pick<DayBodyProps, 'day' | 'store'>): JSX.Element | null {
  const { t } = usePreferences();
  const option = useMemo(() => heatMap.bind(null, heat), [heat]);
  if (heat.rows.length === 0) return null;
  const title = t(heat.by === 'table' ? 'heat' : 'heatStores');
  // Of a store first its tables, of a table the segments it was in use.
  const cellHref = (row: HeatRow, hour: number): string =>
    heat.by === 'store'
      ? hrefOf('/day', { date, store: row.id })
      : hrefOf('/why/table_hour', { date, store, of: row.id, hour: String(hour) });
  const hours = heat.hours.map((hour, i) => ({
    head: `${hour}`,
    isFigure: true,
    cell: (row: HeatRow) => {
      const share = formatPercent(useShare(row, i));
      return useShare(row, i) === 0 ? share : <a href={cellHref(row, hour)}>{share}</a>;
    },
  }));
  return (
    <Chart
      title={title}
      height={Math.max(120, 24 * heat.rows.length + 40)}
      option={option}
      onPoint={(index) => {
        const row = heat.rows[Math.floor(index / heat.hours.length)];
        const hour = heat.hours[index % heat.hours.length];
        if (row !== undefined && hour !== undefined) navigate(cellHref(row, hour));
      }}
      table={
        <Table
          caption={title}
          rows={heat.rows}
          columns={[{ head: t(heat.by === 'table' ? 'table' : 'store'), cell: ({ label }) => label }, ...hours]}
        />
      }
    />
  );
}
