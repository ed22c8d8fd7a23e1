import type { JSX } from 'preact';
import type { JobAnswer, ShownBackfill } from '../../../api/pipeline.ts';
import { Started } from '../../components/started.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Problem } from '../../components/states.tsx';
import { TableCard } from '../../components/table.tsx';
import { formatCount } from '../../lib/format.ts';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useChange } from '../../lib/use-change.ts';

interface BackfillsProps {
  readonly backfills: readonly ShownBackfill[];
  readonly mayAct: boolean;
}

/** Long ranges, and how far they have come; nothing when there are none. */
export function Backfills({ backfills, mayAct }: BackfillsProps): JSX.Element | null {
  const { t } = usePreferences();
  if (backfills.length === 0) return null;
  return (
    <TableCard
      caption={t('backfills')}
      rows={backfills}
      columns={[
        { head: '#', cell: ({ id }) => id },
        { head: t('status'), cell: (one) => <StateBadge code={stateOf(one)} /> },
        { head: t('store'), cell: ({ storeName }) => <span class="text">{storeName}</span> },
        {
          head: t('range'),
          cell: ({ from, to }) => <span class="text">{`${formatMoment(from)} – ${formatMoment(to)}`}</span>,
        },
        { head: t('progress'), cell: (one) => <Progress of={one} /> },
        { head: t('rows'), isFigure: true, cell: ({ rows }) => formatCount(String(rows)) },
        { head: t('action'), cell: (one) => (mayAct && isLeft(one) ? <Actions id={one.id} /> : '') },
      ]}
    />
  );
}

function stateOf({ status, isAlive }: ShownBackfill): 'RUNNING' | 'UNFINISHED' | 'DONE' | 'CANCELLED' {
  if (status !== 'OPEN') return status;
  return isAlive ? 'RUNNING' : 'UNFINISHED';
}

const isLeft = (backfill: ShownBackfill): boolean => stateOf(backfill) === 'UNFINISHED';

function Progress({ of: { done, windows, failed } }: { readonly of: ShownBackfill }): JSX.Element {
  const { t } = usePreferences();
  const text = t('windowsDone', { done: String(done), windows: String(windows) });
  return (
    <>
      <progress value={done} max={Math.max(windows, 1)} aria-label={text} /> {text}
      {failed === 0 ? '' : ` · ${t('windowsFailed', { failed: String(failed) })}`}
    </>
  );
}

function Actions({ id }: { readonly id: string }): JSX.Element {
  const { t } = usePreferences();
  const resume = useChange<JobAnswer>('/jobs/backfill/resume');
  const cancel = useChange('/jobs/backfill/cancel');
  const isBusy = resume.isBusy || cancel.isBusy;
  return (
    <div class="row">
      <button type="button" disabled={isBusy} onClick={() => resume.send({ id })}>
        {t('resume')}
      </button>
      <button type="button" class="quiet" disabled={isBusy} onClick={() => cancel.send({ id })}>
        {t('giveUp')}
      </button>
      <Started change={resume} />
      <Problem text={cancel.problem} />
    </div>
  );
}
