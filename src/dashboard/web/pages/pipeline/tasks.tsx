import type { JSX } from 'preact';
import type { ShownTask } from '../../../api/pipeline.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { TableCard } from '../../components/table.tsx';
import { byAttention } from '../../lib/by-attention.ts';
import { formatCount } from '../../lib/format.ts';
import { formatDuration } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';

interface TaskTableProps {
  readonly tasks: readonly ShownTask[];
  readonly chosen: string | null;
  readonly onChoose: (code: string | null) => void;
}

/** The tasks of a store in a run, with what each counted. */
export function TaskTable({ tasks, chosen, onChoose }: TaskTableProps): JSX.Element {
  const { t, pick } = usePreferences();
  return (
    <TableCard
      caption={t('tasks')}
      rows={byAttention(tasks, ({ status }) => status)}
      columns={[
        {
          head: t('task'),
          cell: (task) => (
            <>
              <button
                type="button"
                class="link"
                aria-pressed={task.code === chosen}
                onClick={() => onChoose(task.code === chosen ? null : task.code)}
              >
                <code>{task.code}</code>
              </button>
              <span class="text muted">{pick(task)}</span>
            </>
          ),
        },
        { head: t('status'), cell: ({ status }) => <StateBadge code={status} /> },
        {
          head: t('took'),
          isFigure: true,
          cell: ({ totalMs, endedAt }) => (endedAt === null ? '' : formatDuration(totalMs)),
        },
        { head: t('requests'), isFigure: true, cell: ({ requests }) => formatCount(String(requests)) },
        { head: t('seenRows'), isFigure: true, cell: ({ rowsSeen }) => formatCount(rowsSeen) },
        { head: t('newRows'), isFigure: true, cell: ({ rowsNew }) => formatCount(rowsNew) },
        { head: t('changedRows'), isFigure: true, cell: ({ rowsChanged }) => formatCount(rowsChanged) },
        { head: t('deletedRows'), isFigure: true, cell: ({ rowsDeleted }) => formatCount(rowsDeleted) },
        { head: t('refusedRows'), isFigure: true, cell: ({ rowsQuarantined }) => formatCount(rowsQuarantined) },
        {
          head: t('message'),
          cell: ({ errorCode, message, advice }) => (
            <>
              <span class="text">{[errorCode, message].filter((part) => part !== null).join(': ')}</span>
              {advice === null ? null : <span class="text muted">{pick(advice)}</span>}
            </>
          ),
        },
      ]}
    />
  );
}
