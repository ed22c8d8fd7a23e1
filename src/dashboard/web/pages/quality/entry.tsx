import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoresAnswer } from '../../../api/day.ts';
import type { EntryAnswer } from '../../../api/quarantine.ts';
import { Reveal } from '../../components/reveal.tsx';
import { Ready } from '../../components/states.tsx';
import { formatInstant } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { nameOf } from '../../lib/store-names.ts';
import { useLoad } from '../../lib/use-load.ts';
import { Retry } from './retry.tsx';

interface EntryDetailProps {
  readonly id: string;
  readonly store: string;
  readonly stores: StoresAnswer;
}

/** A refused record: why, what to do, and the record itself. */
export function EntryDetail({ id, store, stores }: EntryDetailProps): JSX.Element {
  const { t } = usePreferences();
  const [changes, setChanges] = useState(0);
  const [revealed, setRevealed] = useState<EntryAnswer | null>(null);
  const entry = useLoad<EntryAnswer>(hrefOf('/quarantine/entry', { id, after: changes === 0 ? '' : String(changes) }));
  return (
    <>
      <p>
        <a href={hrefOf('/quality', { view: 'quarantine', store })}>‹ {t('quarantine')}</a>
      </p>
      <Ready loaded={entry}>
        {(masked) => (
          <>
            <Entry entry={revealed ?? masked} storeName={nameOf(stores, masked.siteId)} />
            {masked.mayAct ? (
              <Retry
                ids={masked.status === 'OPEN' ? [id] : []}
                label={t('retry')}
                onChanged={() => setChanges((n) => n + 1)}
              />
            ) : null}
            {masked.mayAct && revealed === null ? (
              <Reveal path="/quarantine/reveal" asked={{ id }} onRevealed={setRevealed} />
            ) : null}
          </>
        )}
      </Ready>
    </>
  );
}

function Entry({ entry, storeName }: { readonly entry: EntryAnswer; readonly storeName: string }): JSX.Element {
  const { t, pick } = usePreferences();
  const { id, table, key, column, rule, value, reason, status, since, lastSeenAt, times } = entry;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('store'), storeName],
    [t('rule'), entry.meaning === null ? rule : `${rule}: ${pick(entry.meaning)}`],
    [t('column'), column],
    [t('value'), value],
    [t('reason'), reason],
    [t('sinceUtc'), formatInstant(since)],
    [t('lastSeenUtc'), formatInstant(lastSeenAt)],
    [t('times'), String(times)],
    [t('receivedIn'), `${entry.file} #${entry.pageNo}/${entry.recordIndex}`],
  ];
  return (
    <>
      <h1>
        {t('entryNo', { id })} <span class={`badge ${status}`}>{t(status)}</span>
      </h1>
      <p class="notice">
        <strong>{t('whatToDo')}:</strong> {pick(entry.whatToDo)}
      </p>
      <section class="card">
        <h2>
          {table} · {key ?? '–'}
        </h2>
        <dl class="facts">
          {facts.map(([name, text]) =>
            text === null ? null : (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ),
          )}
        </dl>
        <h3>{t('record')}</h3>
        <p class={entry.isMasked ? 'note' : 'notice warn'}>{t(entry.isMasked ? 'masked' : 'revealed')}</p>
        <pre tabIndex={0} aria-label={t('record')}>
          {entry.text}
        </pre>
      </section>
    </>
  );
}
