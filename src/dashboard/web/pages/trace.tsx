import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TraceAnswer } from '../../api/trace.ts';
import { Reveal } from '../components/reveal.tsx';
import { Ready } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf, usePlace } from '../lib/router.ts';
import { useLoad } from '../lib/use-load.ts';

/** A row followed back to the record of upstream and the answer it came in. */
export function TracePage(): JSX.Element {
  const { query } = usePlace();
  const { table = '', key = '', store = '' } = query;
  const trace = useLoad<TraceAnswer>(hrefOf('/trace', { table, key, store }));
  const [revealed, setRevealed] = useState<TraceAnswer | null>(null);
  return (
    <Ready loaded={trace}>
      {(masked) => (
        <>
          <Trace trace={revealed ?? masked} />
          {masked.mayReveal && revealed === null ? (
            <Reveal path="/trace/reveal" asked={{ table, key, store }} onRevealed={setRevealed} />
          ) : null}
        </>
      )}
    </Ready>
  );
}

function Trace({ trace }: { readonly trace: TraceAnswer }): JSX.Element {
  const { t, pick } = usePreferences();
  const { values, record, answer, isMasked } = trace;
  return (
    <>
      <h1>{t('traceTitle')}</h1>
      <p class="muted">
        {trace.table} · {t('store')} {trace.siteId}
      </p>
      <p class={isMasked ? 'note' : 'notice warn'}>{t(isMasked ? 'masked' : 'revealed')}</p>
      <section class="card">
        <h2>
          {record.table} · {record.sourceId}
        </h2>
        <Table
          caption={t('traceTitle')}
          rows={values.filter(({ value, received }) => value !== null || received !== null)}
          columns={[
            { head: t('field'), cell: (value) => <span title={value.column}>{pick(value)}</span> },
            { head: t('value'), cell: ({ value, received }) => <span class="clip">{value ?? received}</span> },
            { head: t('from'), cell: ({ paths }) => <code>{paths[0] ?? ''}</code> },
          ]}
        />
      </section>
      <section class="card">
        <h2>{t('versions')}</h2>
        <Table
          caption={t('versions')}
          rows={record.versions}
          columns={[
            { head: '', cell: ({ isShown }) => (isShown ? '→' : '') },
            { head: t('seenFrom'), cell: ({ seenFrom }) => <span class="one-line">{seenFrom}</span> },
            { head: t('seenTo'), cell: ({ seenTo }) => <span class="one-line">{seenTo ?? t('now')}</span> },
            {
              head: t('archived'),
              cell: ({ file, pageNo, recordIndex }) => <code>{`${file} #${pageNo}/${recordIndex}`}</code>,
            },
          ]}
        />
      </section>
      {answer === null ? null : <Answer answer={answer} />}
    </>
  );
}

function Answer({ answer }: { readonly answer: NonNullable<TraceAnswer['answer']> }): JSX.Element {
  const { t, language } = usePreferences();
  const { state, problem, file, receivedAt, sha256, text, request } = answer;
  return (
    <section class="card">
      <h2>{t('archived')}</h2>
      <p class={state === 'verified' ? 'notice good' : 'notice warn'}>
        {state === 'verified' ? '✓ ' : ''}
        {t(state)}
        {/* Details are in English; where the state says all there is, a Chinese reader is spared them. */}
        {problem === null || (language === 'zh' && state === 'missing') ? '' : ` · ${problem}`}
      </p>
      <p class="note">
        <code>{file}</code>
        {request === null ? '' : ` · POST ${request.path} · ${request.asked}`}
        {receivedAt === null ? '' : ` · ${receivedAt}`}
        {sha256 === null ? '' : ` · sha256 ${sha256.slice(0, 16)}…`}
      </p>
      {text === null ? null : (
        <pre tabIndex={0} aria-label={t('record')}>
          {text}
        </pre>
      )}
    </section>
  );
}
