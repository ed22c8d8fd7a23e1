import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoresAnswer } from '../../../api/day.ts';
import type { JobAnswer, RunAnswer } from '../../../api/pipeline.ts';
import { Started } from '../../components/started.tsx';
import { Problem, Ready } from '../../components/states.tsx';
import { formatMoment, formatSpan } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { nameOf } from '../../lib/store-names.ts';
import { useChange } from '../../lib/use-change.ts';
import { useLive } from '../../lib/use-live.ts';
import { TaskGraph } from './graph.tsx';
import { RunLog } from './log.tsx';
import { RunState } from './runs.tsx';
import { TaskTable } from './tasks.tsx';

/** One run: what became of it, its tasks as a graph and as a table, and its log. Up to date while it runs. */
export function RunDetail({ id, stores }: { readonly id: string; readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const loaded = useLive<RunAnswer>({ path: '/runs/one', livePath: '/runs/live', query: { id } });
  return (
    <>
      <p>
        <a href="/pipeline">‹ {t('pipeline')}</a>
      </p>
      <Ready loaded={loaded}>{(answer) => <Run answer={answer} stores={stores} />}</Ready>
    </>
  );
}

function Run({ answer, stores }: { readonly answer: RunAnswer; readonly stores: StoresAnswer }): JSX.Element {
  const { t } = usePreferences();
  const { run, host, error, tasks, graph } = answer;
  const [chosenSite, setChosenSite] = useState<string | null>(null);
  const [chosenTask, setChosenTask] = useState<string | null>(null);
  const siteId = chosenSite ?? tasks.find(({ errorCode }) => errorCode !== null)?.siteId ?? run.siteIds[0] ?? '';
  const ofStore = tasks.filter((task) => task.siteId === siteId);
  const version = `${run.status} ${tasks.filter(({ endedAt }) => endedAt !== null).length}`;
  return (
    <>
      <section class="card">
        <h1>
          <code>{run.command}</code> <RunState run={run} />
        </h1>
        <p class="note">
          {formatMoment(run.startedAt)} · {formatSpan(run.startedAt, run.endedAt)} · {t('machine')} {host} ·{' '}
          <code>{run.runId}</code>
        </p>
        <Problem text={error} />
        <Resume answer={answer} />
      </section>
      {run.siteIds.length > 1 ? (
        <div class="choice" role="group" aria-label={t('store')}>
          {run.siteIds.map((one) => (
            <button key={one} type="button" aria-pressed={one === siteId} onClick={() => setChosenSite(one)}>
              {nameOf(stores, one)}
            </button>
          ))}
        </div>
      ) : null}
      <TaskGraph graph={graph} tasks={ofStore} chosen={chosenTask} onChoose={setChosenTask} />
      <TaskTable tasks={ofStore} chosen={chosenTask} onChoose={setChosenTask} />
      <RunLog id={run.runId} version={version} host={host} />
    </>
  );
}

/** What a run left undone can be done; of a dry run nothing was kept, and a backfill is gone on with as a whole. */
function Resume({ answer: { run, mayAct } }: { readonly answer: RunAnswer }): JSX.Element | null {
  const { t } = usePreferences();
  const change = useChange<JobAnswer>('/jobs/resume');
  const isLeft = run.isCutOff || ['PARTIAL', 'FAILED', 'CANCELLED'].includes(run.status);
  if (!mayAct || !isLeft || run.dryRun || run.command === 'backfill') return null;
  return (
    <div class="row">
      <button type="button" class="main" disabled={change.isBusy} onClick={() => change.send({ id: run.runId })}>
        {t('resumeRun')}
      </button>
      <Started change={change} />
    </div>
  );
}
