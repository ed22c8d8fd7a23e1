import type { JSX } from 'preact';
import type { StoresAnswer } from '../../api/day.ts';
import type { PipelineAnswer } from '../../api/pipeline.ts';
import { StorePicker } from '../components/day-picker.tsx';
import { Ready } from '../components/states.tsx';
import { usePreferences } from '../lib/preferences.ts';
import { usePlace } from '../lib/router.ts';
import { useLive } from '../lib/use-live.ts';
import { useLoad } from '../lib/use-load.ts';
import { Backfills } from './pipeline/backfills.tsx';
import { Holders } from './pipeline/holders.tsx';
import { Jobs } from './pipeline/jobs.tsx';
import { RunDetail } from './pipeline/run.tsx';
import { Runs } from './pipeline/runs.tsx';
import { StartForm } from './pipeline/start.tsx';

/** What is going on, what was done, and for operators the way to start and to stop it. */
export function PipelinePage(): JSX.Element {
  const stores = useLoad<StoresAnswer>('/stores');
  const { query } = usePlace();
  const { run } = query;
  return (
    <Ready loaded={stores}>
      {(data) => (run === undefined ? <Pipeline stores={data} /> : <RunDetail id={run} stores={data} />)}
    </Ready>
  );
}

function Pipeline({ stores }: { readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { query } = usePlace();
  const { store = 'all' } = query;
  const now = useLive<PipelineAnswer>({ path: '/pipeline', livePath: '/pipeline/live', query: { store } });
  return (
    <>
      <h1 class="hidden">{t('pipeline')}</h1>
      <div class="picker">
        <StorePicker stores={stores} />
      </div>
      <Ready loaded={now}>
        {({ holders, jobs, backfills, runsVersion, mayAct }) => (
          <>
            <Holders holders={holders} />
            <Jobs jobs={jobs} mayAct={mayAct} />
            {mayAct ? <StartForm key={store} store={store} stores={stores} /> : null}
            <Runs store={store} stores={stores} version={runsVersion} />
            <Backfills backfills={backfills} mayAct={mayAct} />
          </>
        )}
      </Ready>
    </>
  );
}
