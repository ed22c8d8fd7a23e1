import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { StoresAnswer } from '../../api/day.ts';
import { TREND_DAYS, TREND_METRICS, type TrendMetric, type TrendsAnswer } from '../../api/trends.ts';
import { Chart } from '../charts/chart.tsx';
import { lines } from '../charts/lines.ts';
import { StorePicker } from '../components/day-picker.tsx';
import { Blank, Ready } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { formatFigure } from '../lib/format.ts';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../lib/router.ts';
import type { TextName } from '../lib/texts.ts';
import { useLoad } from '../lib/use-load.ts';

const NAMES: Readonly<Record<TrendMetric, TextName>> = {
  recognised_amount: 'recognised',
  gross_amount: 'gross',
  cash_in_amount: 'cashIn',
  recharge_amount: 'recharges',
  goods_amount: 'goodsAmount',
  table_fee_amount: 'tableFee',
  settlement_count: 'settlements',
  visit_count: 'visits',
  new_member_count: 'newMembers',
  table_use_seconds: 'tableHours',
  assistant_charged_seconds: 'charged',
};

const isMetric = (text: string): text is TrendMetric => text in TREND_METRICS;

/** A figure over time, of all stores together or store against store. */
export function TrendsPage(): JSX.Element {
  const stores = useLoad<StoresAnswer>('/stores');
  return <Ready loaded={stores}>{(data) => <Trends stores={data} />}</Ready>;
}

function Trends({ stores }: { readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { query } = usePlace();
  const asked = {
    metric: query['metric'] ?? 'recognised_amount',
    date: query['date'] ?? stores.lastDate ?? '',
    days: query['days'] ?? '30',
    store: query['store'] ?? 'all',
    split: query['split'] ?? 'no',
  };
  const trends = useLoad<TrendsAnswer>(asked.date === '' ? null : hrefOf('/trends', asked));
  if (asked.date === '') {
    return (
      <Blank title={t('empty')}>
        <p>{t('emptyHint')}</p>
      </Blank>
    );
  }
  return (
    <>
      <TrendPicker stores={stores} asked={asked} />
      <Ready loaded={trends}>
        {(data) => <TrendCard trends={data} stores={stores} csv={`/api${hrefOf('/trends.csv', asked)}`} />}
      </Ready>
    </>
  );
}

interface TrendPickerProps {
  readonly stores: StoresAnswer;
  readonly asked: { readonly metric: string; readonly days: string; readonly split: string };
}

/** Chooses the figure, the time, and whether stores are shown beside each other. */
function TrendPicker({ stores, asked }: TrendPickerProps): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const go = (change: Partial<typeof asked>): void =>
    navigate(hrefOf(path, { ...query, ...change }), { replace: true });
  return (
    <div class="picker">
      <label>
        <span class="hidden">{t('metric')}</span>
        <select value={asked.metric} onChange={({ currentTarget: { value } }) => go({ metric: value })}>
          {Object.keys(TREND_METRICS)
            .filter(isMetric)
            .map((metric) => (
              <option key={metric} value={metric}>
                {t(NAMES[metric])}
              </option>
            ))}
        </select>
      </label>
      <div class="choice" role="group" aria-label={t('time')}>
        {TREND_DAYS.map((days) => (
          <button
            key={days}
            type="button"
            aria-pressed={asked.days === String(days)}
            onClick={() => go({ days: String(days) })}
          >
            {t('days', { days: String(days) })}
          </button>
        ))}
      </div>
      {stores.stores.length < 2 ? null : (
        <button
          type="button"
          aria-pressed={asked.split === 'yes'}
          onClick={() => go({ split: asked.split === 'yes' ? 'no' : 'yes' })}
        >
          {t('byStore')}
        </button>
      )}
      <StorePicker stores={stores} />
    </div>
  );
}

interface TrendCardProps {
  readonly trends: TrendsAnswer;
  readonly stores: StoresAnswer;
  readonly csv: string;
}

function TrendCard({ trends, stores, csv }: TrendCardProps): JSX.Element {
  const { t } = usePreferences();
  const toPng = useRef<() => string>(() => '');
  const { metric, dates, series } = trends;
  const unit = TREND_METRICS[metric];
  const title = t(NAMES[metric]);
  const nameOf = (siteId: string | null): string =>
    siteId === null ? t('together') : (stores.stores.find((one) => one.siteId === siteId)?.name ?? siteId);
  const option = useMemo(() => lines.bind(null, { trends, unit, nameOf }), [trends, t]);
  const rows = dates.map((date, i) => ({ date, values: series.map(({ values }) => values[i] ?? null) })).toReversed();
  return (
    <>
      <Chart
        title={title}
        height={380}
        option={option}
        onReady={(draw) => {
          toPng.current = draw;
        }}
        table={
          <Table
            caption={title}
            rows={rows}
            columns={[
              { head: t('date'), cell: ({ date }) => <a href={hrefOf('/day', { date })}>{date}</a> },
              ...series.map(({ siteId }, i) => ({
                head: nameOf(siteId),
                isFigure: true,
                cell: ({ values }: (typeof rows)[number]) => {
                  const value = values[i] ?? null;
                  return value === null ? '–' : formatFigure(unit, value);
                },
              })),
            ]}
          />
        }
      />
      <p class="actions">
        <a class="button" href={csv} download>
          {t('exportCsv')}
        </a>
        <button type="button" onClick={() => download(toPng.current(), `${metric}-${dates.at(-1) ?? ''}.png`)}>
          {t('exportPng')}
        </button>
      </p>
    </>
  );
}

function download(url: string, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
}
