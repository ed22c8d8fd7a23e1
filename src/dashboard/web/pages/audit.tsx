import type { JSX } from 'preact';
import type { AuditAnswer } from '../../api/audit.ts';
import { StateBadge } from '../components/state-badge.tsx';
import { Ready } from '../components/states.tsx';
import { TableCard } from '../components/table.tsx';
import { formatMoment } from '../lib/moments.ts';
import { usePreferences } from '../lib/preferences.ts';
import { TEXTS, type TextName } from '../lib/texts.ts';
import { useLoad } from '../lib/use-load.ts';

const isText = (name: string): name is TextName => name in TEXTS;

/** Who did what, when, from where, and with what outcome. */
export function AuditPage(): JSX.Element {
  const { t } = usePreferences();
  // An action that is younger than this page is told by its code.
  const nameOf = (action: string): string => {
    const name = `audit.${action}`;
    return isText(name) ? t(name) : action;
  };
  const audit = useLoad<AuditAnswer>('/audit');
  return (
    <Ready loaded={audit}>
      {({ entries }) => (
        <TableCard
          caption={t('audit')}
          rows={entries}
          columns={[
            { head: t('time'), cell: ({ at }) => <span class="one-line">{formatMoment(at)}</span> },
            { head: t('user'), cell: ({ user }) => user },
            {
              head: t('action'),
              cell: ({ action }) => (
                <span class="one-line" title={action}>
                  {nameOf(action)}
                </span>
              ),
            },
            {
              head: t('outcome'),
              cell: ({ outcome, message }) => (
                <>
                  <StateBadge code={outcome} />
                  {message === null ? null : <span class="text note">{message}</span>}
                </>
              ),
            },
            { head: t('address'), cell: ({ address }) => address },
            {
              head: t('subject'),
              cell: ({ subject }) =>
                Object.keys(subject).length === 0 ? '–' : <code class="clip">{JSON.stringify(subject)}</code>,
            },
          ]}
        />
      )}
    </Ready>
  );
}
