import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CoverageCell, EndpointRow, FreshnessAnswer, StoreFreshness } from '../../../api/freshness.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { Cell, FigureCell, Legend } from './cells.tsx';
import { FillAll, FillDay, type Hole } from './fill.tsx';

/** The board: a row an endpoint where there is one store, else a row a store. */
export function Board({ answer }: { readonly answer: FreshnessAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { dates, stores, mayAct } = answer;
  const [hole, setHole] = useState<Hole | null>(null);
  const [alone] = stores;
  const choose = mayAct ? setHole : null;
  const box = useRef<HTMLDivElement>(null);
  // On a narrow screen the newest days are what one came for.
  useEffect(() => box.current?.scrollTo({ left: box.current.scrollWidth }), [dates.join()]);
  return (
    <section class="card">
      <h2>{t('freshness')}</h2>
      <p class="note">{t('freshnessHint')}</p>
      <Legend />
      {stores.map((store) => (
        <FillAll key={store.siteId} store={store} mayAct={mayAct} />
      ))}
      {hole === null ? null : <FillDay hole={hole} onClose={() => setHole(null)} />}
      <div class="table-box whole" tabIndex={0} role="region" aria-label={t('freshness')} ref={box}>
        <table class="board">
          <caption class="hidden">{t('freshness')}</caption>
          <Head dates={dates} />
          {alone !== undefined && stores.length === 1 ? (
            <OneStore store={alone} dates={dates} onChoose={choose} />
          ) : (
            <tbody>
              {stores.map((store) => (
                <StoreRow key={store.siteId} store={store} dates={dates} />
              ))}
            </tbody>
          )}
        </table>
      </div>
    </section>
  );
}

/** Day of the month, and the month where it begins. */
function Head({ dates }: { readonly dates: readonly string[] }): JSX.Element {
  return (
    <thead>
      <tr>
        <td />
        {dates.map((date, i) => (
          <th key={date} scope="col" title={date}>
            <span class="month">{i === 0 || date.endsWith('-01') ? date.slice(5, 7) : ''}</span>
            <span class="hidden">{date.slice(0, 8)}</span>
            {date.slice(8)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface RowsProps {
  readonly store: StoreFreshness;
  readonly dates: readonly string[];
}

function OneStore({
  store,
  dates,
  onChoose,
}: RowsProps & { readonly onChoose: ((hole: Hole) => void) | null }): JSX.Element {
  const { t, pick } = usePreferences();
  const { siteId, days, endpoints } = store;
  return (
    <tbody>
      <tr>
        <th scope="row">{t('publication')}</th>
        {dates.map((date, i) => (
          <FigureCell key={date} date={date} status={days[i] ?? null} siteId={siteId} />
        ))}
      </tr>
      {endpoints.map((row) => (
        <tr key={row.task}>
          <th scope="row">
            {pick(row)} <code>{row.task}</code>
          </th>
          {dates.map((date, i) => (
            <Cell
              key={date}
              cell={row.cells[i]}
              label={(cell) => labelOf(t, { name: pick(row), date, cell })}
              onChoose={onChoose === null ? null : () => onChoose(holeOf(row, siteId, date))}
            />
          ))}
        </tr>
      ))}
    </tbody>
  );
}

const holeOf = (row: EndpointRow, siteId: string, date: string): Hole => ({ ...row, siteId, date });

function StoreRow({ store, dates }: RowsProps): JSX.Element {
  const { t } = usePreferences();
  const { siteId, name, worst } = store;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf('/freshness', { store: siteId })}>{name}</a>
      </th>
      {dates.map((date, i) => (
        <Cell key={date} cell={worst[i]} label={(cell) => labelOf(t, { name, date, cell })} onChoose={null} />
      ))}
    </tr>
  );
}

function labelOf(
  t: ReturnType<typeof usePreferences>['t'],
  { name, date, cell }: { readonly name: string; readonly date: string; readonly cell: CoverageCell },
): string {
  return t('cellIs', { task: name, date, coverage: t(cell.coverage), percent: String(cell.percent) });
}
