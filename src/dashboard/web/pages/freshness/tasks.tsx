import type { JSX } from 'preact';
import type { TaskFreshness } from '../../../api/freshness.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { TableCard } from '../../components/table.tsx';
import { byAttention } from '../../lib/by-attention.ts';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { OPERATIONS_TEXTS } from '../../lib/texts-operations.ts';

const isState = (code: string): code is keyof typeof OPERATIONS_TEXTS => code in OPERATIONS_TEXTS;

/** How every task of a store went last; nothing where several stores are shown. */
export function TaskStates({ tasks }: { readonly tasks: readonly TaskFreshness[] }): JSX.Element | null {
  const { t, pick } = usePreferences();
  if (tasks.length === 0) return null;
  return (
    <TableCard
      caption={t('lastReads')}
      rows={byAttention(tasks, ({ lastStatus }) => lastStatus)}
      columns={[
        {
          head: t('task'),
          cell: (one) => (
            <>
              <code>{one.task}</code>
              <span class="text muted">{pick(one)}</span>
            </>
          ),
        },
        {
          head: t('status'),
          cell: ({ lastStatus }) =>
            lastStatus !== null && isState(lastStatus) ? <StateBadge code={lastStatus} /> : t('neverRun'),
        },
        { head: t('readUpTo'), cell: ({ readUpTo }) => <span class="one-line">{formatMoment(readUpTo)}</span> },
        { head: t('lastEnded'), cell: ({ lastEndedAt }) => <span class="one-line">{formatMoment(lastEndedAt)}</span> },
        { head: t('message'), cell: ({ lastMessage }) => <span class="text">{lastMessage ?? ''}</span> },
      ]}
    />
  );
}
