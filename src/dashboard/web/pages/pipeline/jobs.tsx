import type { JSX } from 'preact';
import type { ShownJob } from '../../../api/pipeline.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { Problem } from '../../components/states.tsx';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { useChange } from '../../lib/use-change.ts';

/** Processes that were started from a page, the newest first; nothing when there are none. */
export function Jobs({
  jobs,
  mayAct,
}: {
  readonly jobs: readonly ShownJob[];
  readonly mayAct: boolean;
}): JSX.Element | null {
  const { t } = usePreferences();
  if (jobs.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('startedHere')}</h2>
      <ul class="jobs">
        {jobs.map((job) => (
          <li key={job.id}>
            <Job job={job} mayAct={mayAct} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Job({ job, mayAct }: { readonly job: ShownJob; readonly mayAct: boolean }): JSX.Element {
  const { t } = usePreferences();
  const { command, user, startedAt, endedAt, outcome, isStopping, said, runIds } = job;
  return (
    <>
      <div class="row">
        <StateBadge code={outcome} />
        <code class="command">{command}</code>
        {mayAct && endedAt === null ? <StopButton job={job} /> : null}
      </div>
      <p class="note">
        {t('startedBy', { user, time: formatMoment(startedAt) })}
        {isStopping && endedAt === null ? ` · ${t('stopping')}` : ''}
        {runIds.map((runId) => (
          <span key={runId}>
            {' · '}
            <a href={hrefOf('/pipeline', { run: runId })}>{t('toRun')}</a>
          </span>
        ))}
      </p>
      <details open={outcome !== 'DONE' && endedAt !== null}>
        <summary class="note">{t('itSaid')}</summary>
        <pre tabIndex={0} aria-label={t('itSaid')}>
          {said.length === 0 ? t('saidNothing') : said.join('\n')}
        </pre>
      </details>
    </>
  );
}

/** The first press lets the present step end, the second does not. */
function StopButton({ job: { id, isStopping } }: { readonly job: ShownJob }): JSX.Element {
  const { t } = usePreferences();
  const { isBusy, problem, send } = useChange('/jobs/stop');
  return (
    <>
      <button type="button" disabled={isBusy} onClick={() => send({ id })}>
        {t(isStopping ? 'stopNow' : 'stop')}
      </button>
      <Problem text={problem} />
    </>
  );
}
