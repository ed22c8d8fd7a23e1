import type { JSX } from 'preact';
import type { StoresAnswer } from '../../api/day.ts';
import { StorePicker } from '../components/day-picker.tsx';
import { Ready } from '../components/states.tsx';
import { Tabs } from '../components/tabs.tsx';
import { usePreferences } from '../lib/preferences.ts';
import { usePlace } from '../lib/router.ts';
import { useLoad } from '../lib/use-load.ts';
import { CheckDetail } from './quality/check.tsx';
import { CheckList } from './quality/checks.tsx';
import { DriftView } from './quality/drift.tsx';
import { EntryDetail } from './quality/entry.tsx';
import { QuarantineList } from './quality/quarantine.tsx';

const VIEWS = ['checks', 'quarantine', 'drift'] as const;

/** What holds and what does not: checks, records that were refused, and where upstream differs from the contract. */
export function QualityPage(): JSX.Element {
  const stores = useLoad<StoresAnswer>('/stores');
  return <Ready loaded={stores}>{(data) => <Quality stores={data} />}</Ready>;
}

function Quality({ stores }: { readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { query } = usePlace();
  const { store = 'all', check, entry } = query;
  const view = VIEWS.find((one) => one === query['view']) ?? (entry === undefined ? 'checks' : 'quarantine');
  return (
    <>
      <h1 class="hidden">{t('quality')}</h1>
      <div class="picker">
        <Tabs label="quality" path="/quality" views={VIEWS} view={view} store={query['store']} />
        {entry === undefined ? <StorePicker stores={stores} /> : null}
      </div>
      {check !== undefined ? (
        <CheckDetail id={check} store={store} />
      ) : entry !== undefined ? (
        <EntryDetail id={entry} store={store} stores={stores} />
      ) : (
        <View view={view} store={store} stores={stores} />
      )}
    </>
  );
}

interface ViewProps {
  readonly view: (typeof VIEWS)[number];
  readonly store: string;
  readonly stores: StoresAnswer;
}

function View({ view, store, stores }: ViewProps): JSX.Element {
  if (view === 'quarantine') return <QuarantineList store={store} />;
  return view === 'drift' ? <DriftView store={store} stores={stores} /> : <CheckList store={store} />;
}
