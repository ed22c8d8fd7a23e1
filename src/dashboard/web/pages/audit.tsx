import type { JSX } from 'preact';
import type { AuditAnswer } from '../../api/audit.ts';
import { Ready } from '../components/states.tsx';
import { TableCard } from '../components/table.tsx';
import { usePreferences } from '../lib/preferences.ts';
import { useLoad } from '../lib/use-load.ts';

/** Who did what, when, from where, and with what outcome. */
export function AuditPage(): JSX.Element {
  const { t } = usePreferences();
  const audit = useLoad<AuditAnswer>('/audit');
  return (
    <Ready loaded={audit}>
      {({ entries }) => (
        <TableCard
          caption={t('audit')}
          rows={entries}
          columns={[
            { head: t('time'), cell: ({ at }) => at },
            { head: t('user'), cell: ({ user }) => user },
            { head: t('action'), cell: ({ action }) => action },
            {
              head: t('outcome'),
              cell: ({ outcome, message }) => (message === null ? outcome : `${outcome}: ${message}`),
            },
            { head: t('address'), cell: ({ address }) => address },
            { head: t('subject'), cell: ({ subject }) => <code class="clip">{JSON.stringify(subject)}</code> },
          ]}
        />
      )}
    </Ready>
  );
}
