import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TraceAnswer } from '../../api/trace.ts';
import { Ready } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { post } from '../lib/api.ts';
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
          {revealed === null ? <Reveal asked={{ table, key, store }} onRevealed={setRevealed} /> : null}
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
            { head: t('seenFrom'), cell: ({ seenFrom }) => seenFrom },
            { head: t('seenTo'), cell: ({ seenTo }) => seenTo ?? t('now') },
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
  const { t } = usePreferences();
  const { state, problem, file, receivedAt, sha256, text, request } = answer;
  return (
    <section class="card">
      <h2>{t('archived')}</h2>
      <p class={state === 'verified' ? 'notice good' : 'notice warn'}>
        {state === 'verified' ? '✓ ' : ''}
        {t(state)}
        {problem === null ? '' : ` · ${problem}`}
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

interface RevealProps {
  readonly asked: { readonly table: string; readonly key: string; readonly store: string };
  readonly onRevealed: (trace: TraceAnswer) => void;
}

function Reveal({ asked, onRevealed }: RevealProps): JSX.Element {
  const { t } = usePreferences();
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget as HTMLFormElement).get('reason');
    post<TraceAnswer>('/trace/reveal', { ...asked, reason }).then(onRevealed, (error: unknown) =>
      setProblem(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <form class="card row" onSubmit={submit}>
      <label>
        {t('revealReason')}
        <input name="reason" required minLength={5} maxLength={500} />
      </label>
      <button type="submit">{t('reveal')}</button>
      {problem === null ? null : (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
