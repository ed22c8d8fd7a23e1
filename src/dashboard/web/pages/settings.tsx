import type { JSX } from 'preact';
import type { StoresAnswer } from '../../api/day.ts';
import type { SettingsAnswer } from '../../api/settings.ts';
import { StorePicker } from '../components/day-picker.tsx';
import { Ready } from '../components/states.tsx';
import { Tabs } from '../components/tabs.tsx';
import { usePreferences } from '../lib/preferences.ts';
import { usePlace } from '../lib/router.ts';
import { useLoad } from '../lib/use-load.ts';
import { Configuration } from './settings/configuration.tsx';
import { Doctor } from './settings/doctor.tsx';
import { Schedules } from './settings/schedules.tsx';
import { StoreList } from './settings/stores.tsx';

const VIEWS = ['configuration', 'storesOf', 'schedules', 'doctor'] as const;
type View = (typeof VIEWS)[number];

/** What the program works by, and whether it can. */
export function SettingsPage(): JSX.Element {
  const { t } = usePreferences();
  const { query } = usePlace();
  const { store } = query;
  const view = VIEWS.find((one) => one === query['view']) ?? 'configuration';
  return (
    <>
      <h1 class="hidden">{t('settings')}</h1>
      <div class="picker">
        <Tabs label="settings" path="/settings" views={VIEWS} view={view} store={store} />
      </div>
      <Content view={view} store={store ?? 'all'} />
    </>
  );
}

function Content({ view, store }: { readonly view: View; readonly store: string }): JSX.Element {
  const stores = useLoad<StoresAnswer>(view === 'schedules' ? '/stores' : null);
  const settings = useLoad<SettingsAnswer>(view === 'schedules' || view === 'doctor' ? null : '/settings');
  if (view === 'doctor') return <Doctor />;
  if (view === 'schedules') {
    return (
      <Ready loaded={stores}>
        {(data) => (
          <>
            <div class="picker">
              <StorePicker stores={data} />
            </div>
            <Schedules store={store} stores={data} />
          </>
        )}
      </Ready>
    );
  }
  return (
    <Ready loaded={settings}>
      {(data) =>
        view === 'storesOf' ? <StoreList stores={data.stores} /> : <Configuration settings={data.settings} />
      }
    </Ready>
  );
}
