import type { JSX } from 'preact';
import type { StoresAnswer } from '../../../api/day.ts';
import type { ListedRun, RunsAnswer } from '../../../api/pipeline.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount } from '../../lib/format.ts';
import { formatMoment, formatSpan } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../../lib/router.ts';
import { nameOf } from '../../lib/store-names.ts';
import { useLoad } from '../../lib/use-load.ts';
import { Timeline } from './timeline.tsx';

interface RunsProps {
  readonly store: string;
  readonly stores: StoresAnswer;
  /** Changes when the list should be read again. */
  readonly version: string;
}

/** Former runs, page by page, the newest first. */
export function Runs({ store, stores, version }: RunsProps): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const { show = 'all', before } = query;
  const loaded = useLoad<RunsAnswer>(hrefOf('/runs', { store, show, before, version }));
  const go = (change: Readonly<Record<string, string>>): void =>
    navigate(hrefOf(path, { ...query, before: '', ...change }), { replace: true });
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('runs')}</h2>
        <div class="choice" role="group" aria-label={t('runs')}>
          <button type="button" aria-pressed={show === 'all'} onClick={() => go({ show: '' })}>
            {t('allOfThem')}
          </button>
          <button type="button" aria-pressed={show === 'bad'} onClick={() => go({ show: 'bad' })}>
            {t('onlyBad')}
          </button>
        </div>
      </div>
      <Ready loaded={loaded}>
        {({ runs, next }) => (
          <>
            {runs.length === 0 ? <p class="note">{t('noRuns')}</p> : <Timeline runs={runs} />}
            {runs.length === 0 ? null : <RunTable runs={runs} stores={stores} />}
            <div class="choice">
              {before === undefined ? null : (
                <button type="button" onClick={() => go({})}>
                  ‹ {t('newest')}
                </button>
              )}
              {next === null ? null : (
                <button type="button" onClick={() => go({ before: next })}>
                  {t('older')} ›
                </button>
              )}
            </div>
          </>
        )}
      </Ready>
    </section>
  );
}

function RunTable({ runs, stores }: Pick<RunsAnswer, 'runs'> & Pick<RunsProps, 'stores'>): JSX.Element {
  const { t } = usePreferences();
  return (
    <Table
      caption={t('runs')}
      rows={runs}
      columns={[
        { head: t('status'), cell: (run) => <RunState run={run} /> },
        {
          head: t('startedAt'),
          cell: ({ runId, startedAt }) => (
            <a class="one-line" href={hrefOf('/pipeline', { run: runId })}>
              {formatMoment(startedAt)}
            </a>
          ),
        },
        { head: t('command'), cell: ({ command }) => <code>{command}</code> },
        { head: t('took'), isFigure: true, cell: ({ startedAt, endedAt }) => formatSpan(startedAt, endedAt) },
        { head: t('tasks'), cell: (run) => <TaskCount run={run} /> },
        { head: t('newRows'), isFigure: true, cell: ({ rowsNew }) => formatCount(rowsNew) },
        { head: t('changedRows'), isFigure: true, cell: ({ rowsChanged }) => formatCount(rowsChanged) },
        {
          head: t('store'),
          cell: ({ siteIds }) => <span class="text">{siteIds.map((siteId) => nameOf(stores, siteId)).join(', ')}</span>,
        },
      ]}
    />
  );
}

/** How a run stands; one that says it runs while nobody is at work was cut off. */
export function RunState({ run }: { readonly run: ListedRun }): JSX.Element {
  const { t } = usePreferences();
  return (
    <span class="one-line">
      <StateBadge code={run.isCutOff ? 'CUT_OFF' : run.status} />
      {run.dryRun ? <span class="muted"> {t('dryRunMark')}</span> : null}
    </span>
  );
}

function TaskCount({ run: { tasks, badTasks } }: { readonly run: ListedRun }): JSX.Element {
  const { t } = usePreferences();
  return (
    <span class="one-line">
      {tasks}
      {badTasks === 0 ? null : <span class="down"> · {t('badTasks', { bad: String(badTasks) })}</span>}
    </span>
  );
}
