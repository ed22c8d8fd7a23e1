import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QuarantineAnswer } from '../../../api/quarantine.ts';
import { Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatInstant } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../../lib/router.ts';
import { useLoad } from '../../lib/use-load.ts';
import { Retry } from './retry.tsx';

/** The records that could not be stored, the newest first. */
export function QuarantineList({ store }: { readonly store: string }): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const [changes, setChanges] = useState(0);
  const status = query['status'] === 'all' ? 'all' : 'open';
  const list = useLoad<QuarantineAnswer>(
    hrefOf('/quarantine', { store, status, after: changes === 0 ? '' : String(changes) }),
  );
  const show = (what: string): void => navigate(hrefOf(path, { ...query, status: what }), { replace: true });
  return (
    <>
      <div class="choice" role="group" aria-label={t('quarantine')}>
        <button type="button" aria-pressed={status === 'open'} onClick={() => show('')}>
          {t('openOnes')}
        </button>
        <button type="button" aria-pressed={status === 'all'} onClick={() => show('all')}>
          {t('allOfThem')}
        </button>
      </div>
      <Ready loaded={list}>
        {(data) => <Entries list={data} store={store} onChanged={() => setChanges((n) => n + 1)} />}
      </Ready>
    </>
  );
}

interface EntriesProps {
  readonly list: QuarantineAnswer;
  readonly store: string;
  readonly onChanged: () => void;
}

function Entries({ list: { entries, total, mayAct }, store, onChanged }: EntriesProps): JSX.Element {
  const { t } = usePreferences();
  const open = entries.filter(({ status }) => status === 'OPEN').map(({ id }) => id);
  return (
    <>
      {mayAct ? <Retry ids={open} label={t('retryAll', { count: String(open.length) })} onChanged={onChanged} /> : null}
      {total === 0 ? <p class="notice good">✓ {t('noEntries')}</p> : null}
      {total === 0 ? null : (
        <section class="card">
          <h2>{t('quarantine')}</h2>
          <p class="note">{t('openEntries', { count: formatCount(String(total)) })}</p>
          <Table
            caption={t('quarantine')}
            rows={entries}
            columns={[
              {
                head: '#',
                cell: ({ id }) => <a href={hrefOf('/quality', { entry: id, store })}>{id}</a>,
              },
              { head: t('status'), cell: ({ status }) => <span class={`badge ${status}`}>{t(status)}</span> },
              { head: t('dataTable'), cell: ({ table }) => <code>{table}</code> },
              { head: t('key'), cell: ({ key }) => <code>{key ?? '–'}</code> },
              {
                head: t('rule'),
                cell: ({ rule, column }) => <code>{column === null ? rule : `${rule} ${column}`}</code>,
              },
              { head: t('value'), cell: ({ value }) => <span class="clip">{value ?? '–'}</span> },
              { head: t('reason'), cell: ({ reason }) => <span class="text">{reason}</span> },
              { head: t('times'), isFigure: true, cell: ({ times }) => formatCount(String(times)) },
              {
                head: t('lastSeenUtc'),
                cell: ({ lastSeenAt }) => <span class="days">{formatInstant(lastSeenAt)}</span>,
              },
            ]}
          />
        </section>
      )}
    </>
  );
}
