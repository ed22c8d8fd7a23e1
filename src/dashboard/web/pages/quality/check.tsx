import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CheckAnswer, CheckStanding } from '../../../api/quality.ts';
import { Badge } from '../../components/badge.tsx';
import { Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { useLoad } from '../../lib/use-load.ts';
import { Days } from './checks.tsx';
import { Snoozes } from './snoozes.tsx';

/** A check: what it says, what to do, how it stands in each store and stood before, and its query. */
export function CheckDetail({ id, store }: { readonly id: string; readonly store: string }): JSX.Element {
  const [changes, setChanges] = useState(0);
  const check = useLoad<CheckAnswer>(
    hrefOf('/quality/check', { id, store, after: changes === 0 ? '' : String(changes) }),
  );
  return (
    <Ready loaded={check}>
      {(data) => (
        <>
          <Head check={data} />
          {data.standing.map((standing) => (
            <Standing key={standing.siteId} standing={standing} keyOf={data.keyOf} />
          ))}
          <Snoozes check={data} store={store} onChanged={() => setChanges((n) => n + 1)} />
          <Query check={data} />
        </>
      )}
    </Ready>
  );
}

function Head({ check }: { readonly check: CheckAnswer }): JSX.Element {
  const { t, pick } = usePreferences();
  const { id, family, severity, owner, isBlocking, tolerance, fix, standing } = check;
  const facts = [
    pick(family),
    `${t('severity')} ${pick(severity)}`,
    `${t('owner')} ${pick(owner)}`,
    ...(isBlocking ? [t('isBlocking')] : []),
    ...(tolerance === null ? [] : [t('tolerance', { amount: tolerance })]),
  ];
  return (
    <>
      <h1>{pick(check)}</h1>
      <p class="note">
        <code>{id}</code> · {facts.join(' · ')}
      </p>
      <p class="notice">
        <strong>{t('whatToDo')}:</strong> {pick(fix)}
      </p>
      {standing.length === 0 ? <p class="note">{t('neverRunHint')}</p> : null}
    </>
  );
}

interface StandingProps extends Pick<CheckAnswer, 'keyOf'> {
  readonly standing: CheckStanding;
}

function Standing({ standing, keyOf }: StandingProps): JSX.Element {
  const { t } = usePreferences();
  const { siteId, storeName, status, violations, failingDays, keys, message, checkedAt, past } = standing;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{storeName}</h2>
        <Badge of={status} none={t('neverRun')} />
      </div>
      <p class="note">
        {t('checkedAt', { time: checkedAt })} · {t('violations')} {formatCount(String(violations))}
        {failingDays.length === 0 ? null : (
          <>
            {' · '}
            {t('failingDays')} <Days days={failingDays} />
          </>
        )}
      </p>
      {message === null ? null : <p class="notice warn">{message}</p>}
      <Strip past={past} />
      {keys.length === 0 ? null : (
        <>
          <h3>{t('failingKeys')}</h3>
          {keys.length === violations ? null : (
            <p class="note">{t('keysShown', { shown: String(keys.length), count: formatCount(String(violations)) })}</p>
          )}
          <Table
            caption={`${t('failingKeys')} ${storeName}`}
            rows={keys}
            columns={[
              { head: t('date'), cell: ({ date }) => <span class="days">{date ?? '–'}</span> },
              { head: t('key'), cell: ({ key }) => <Key text={key} of={keyOf} store={siteId} /> },
              { head: t('observed'), cell: ({ observed }) => <span class="clip">{observed ?? '–'}</span> },
              { head: t('expected'), cell: ({ expected }) => <span class="clip">{expected ?? '–'}</span> },
            ]}
          />
        </>
      )}
    </section>
  );
}

/** A failing key; where it is that of a row, the way to where the row comes from. */
function Key({
  text,
  of,
  store,
}: {
  readonly text: string;
  readonly of: string | null;
  readonly store: string;
}): JSX.Element {
  const [key = ''] = text.split(' ');
  if (of === null || key === '') return <code>{text}</code>;
  return (
    <a href={hrefOf('/trace', { table: of, key, store })}>
      <code>{text}</code>
    </a>
  );
}

/** Result after result; what is bad stands out by height as well as by colour. */
function Strip({ past }: Pick<CheckStanding, 'past'>): JSX.Element {
  const { t, pick } = usePreferences();
  return (
    <>
      <h3>
        {t('history')} <span class="muted">({t('oldestFirst')})</span>
      </h3>
      <ol class="strip">
        {past.map(({ checkedAt, status, violations, fromDate, toDate }, i) => {
          const days = fromDate === null ? '' : ` · ${fromDate} – ${toDate ?? ''}`;
          const told = `${checkedAt} ${pick(status)}${violations === 0 ? '' : ` (${violations})`}${days}`;
          return (
            <li key={i} class={status.code} title={told}>
              <span class="hidden">{told}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Query({ check: { sql, reads } }: { readonly check: CheckAnswer }): JSX.Element {
  const { t } = usePreferences();
  return (
    <details class="card">
      <summary>
        <h2>{t('sql')}</h2>
      </summary>
      <p class="note">
        {t('reads')}:{' '}
        {reads.map((table, i) => (
          <>
            {i === 0 ? '' : ', '}
            <a href={hrefOf('/catalog', { table })}>{table}</a>
          </>
        ))}
      </p>
      <pre tabIndex={0} aria-label={t('sql')}>
        {sql}
      </pre>
    </details>
  );
}
