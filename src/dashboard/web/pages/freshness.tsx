import type { JSX } from 'preact';
import type { StoresAnswer } from '../../api/day.ts';
import type { FreshnessAnswer } from '../../api/freshness.ts';
import { StorePicker } from '../components/day-picker.tsx';
import { Blank, Ready } from '../components/states.tsx';
import { isDate, shiftDate } from '../lib/format.ts';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../lib/router.ts';
import { useLoad } from '../lib/use-load.ts';
import { Board } from './freshness/board.tsx';
import { TaskStates } from './freshness/tasks.tsx';

const DAYS = ['14', '28', '56'] as const;

/** How much of which business day was read, store by store and endpoint by endpoint, and the way to fill what was not. */
export function FreshnessPage(): JSX.Element {
  const stores = useLoad<StoresAnswer>('/stores');
  return <Ready loaded={stores}>{(data) => <Freshness stores={data} />}</Ready>;
}

function Freshness({ stores }: { readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { query } = usePlace();
  const { store = 'all', to } = query;
  const days = DAYS.find((one) => one === query['days']) ?? '28';
  const isWrong = to !== undefined && !isDate(to);
  const loaded = useLoad<FreshnessAnswer>(isWrong ? null : hrefOf('/freshness', { store, days, to }));
  if (isWrong) {
    return (
      <Blank title={t('badDate')}>
        <p>{to.slice(0, 60)}</p>
        <a href={hrefOf('/freshness', { store })}>{t('freshness')}</a>
      </Blank>
    );
  }
  return (
    <>
      <h1 class="hidden">{t('freshness')}</h1>
      <Ready loaded={loaded}>
        {(answer) => (
          <>
            <div class="picker">
              <SpanPicker days={days} dates={answer.dates} />
              <StorePicker stores={stores} />
            </div>
            {answer.stores.length === 0 ? (
              <Blank title={t('noStore')}>
                <p>{t('noStoreHint')}</p>
              </Blank>
            ) : (
              <Board answer={answer} />
            )}
            {answer.stores.map(({ siteId, tasks }) => (
              <TaskStates key={siteId} tasks={tasks} />
            ))}
          </>
        )}
      </Ready>
    </>
  );
}

/** Chooses how many days, and goes back and forth by as many. */
function SpanPicker({
  days,
  dates,
}: {
  readonly days: (typeof DAYS)[number];
  readonly dates: readonly string[];
}): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const go = (change: Readonly<Record<string, string>>): void => navigate(hrefOf(path, { ...query, ...change }));
  const last = dates.at(-1) ?? '';
  return (
    <div class="choice" role="group" aria-label={t('date')}>
      <button type="button" aria-label={t('older')} onClick={() => go({ to: shiftDate(last, -Number(days)) })}>
        ‹
      </button>
      {DAYS.map((one) => (
        <button key={one} type="button" aria-pressed={one === days} onClick={() => go({ days: one })}>
          {t('days', { days: one })}
        </button>
      ))}
      <button type="button" disabled={query['to'] === undefined} onClick={() => go({ to: '' })}>
        {t('newest')}
      </button>
    </div>
  );
}
