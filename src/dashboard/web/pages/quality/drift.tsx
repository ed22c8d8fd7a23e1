import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoresAnswer } from '../../../api/day.ts';
import type { DriftAnswer, ShownDrift } from '../../../api/drift.ts';
import { Blank, Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatInstant } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { nameOf } from '../../lib/store-names.ts';
import { TEXTS, type TextName } from '../../lib/texts.ts';
import { useLoad } from '../../lib/use-load.ts';

/** Where upstream differs from the contract, and the correction to paste. */
export function DriftView({ store, stores }: { readonly store: string; readonly stores: StoresAnswer }): JSX.Element {
  const drift = useLoad<DriftAnswer>(hrefOf('/drift', { store }));
  return (
    <Ready loaded={drift}>
      {({ endpoints, isRead, contractFile }) => (
        <>
          {endpoints.length === 0 ? <NoDrift isRead={isRead} /> : <Override text={contractFile} />}
          {endpoints.map((endpoint) => (
            <Endpoint
              key={`${endpoint.siteId} ${endpoint.table}`}
              endpoint={endpoint}
              storeName={nameOf(stores, endpoint.siteId)}
            />
          ))}
        </>
      )}
    </Ready>
  );
}

/** What was never read cannot be praised. */
function NoDrift({ isRead }: { readonly isRead: boolean }): JSX.Element {
  const { t } = usePreferences();
  if (isRead) return <p class="notice good">✓ {t('noDrift')}</p>;
  return (
    <Blank title={t('empty')}>
      <p>{t('emptyHint')}</p>
    </Blank>
  );
}

const isText = (kind: string): kind is TextName => kind in TEXTS;

interface EndpointProps {
  readonly endpoint: DriftAnswer['endpoints'][number];
  readonly storeName: string;
}

function Endpoint({ endpoint, storeName }: EndpointProps): JSX.Element {
  const { t, language } = usePreferences();
  const { table, records } = endpoint;
  // Only the English message guesses where a field went; the correction says it in every language.
  const told = ({ kind, message }: ShownDrift): string => (language === 'zh' && isText(kind) ? t(kind) : message);
  return (
    <section class="card">
      <h2>
        <a href={hrefOf('/catalog', { table })}>{table}</a> · {storeName}
      </h2>
      <Table
        caption={table}
        rows={records}
        columns={[
          { head: t('field'), cell: ({ path }) => <code>{path}</code> },
          { head: t('kind'), cell: (record) => <span class="text">{told(record)}</span> },
          {
            head: t('rows'),
            isFigure: true,
            cell: ({ rowsAffected, rowsChecked }) =>
              `${formatCount(String(rowsAffected))} / ${formatCount(String(rowsChecked))}`,
          },
          { head: t('sampleValue'), cell: ({ sample }) => <span class="clip">{sample ?? '–'}</span> },
          { head: t('sinceUtc'), cell: ({ since }) => <span class="days">{formatInstant(since)}</span> },
        ]}
      />
    </section>
  );
}

function Override({ text }: { readonly text: string | null }): JSX.Element {
  const { t } = usePreferences();
  const [isCopied, setIsCopied] = useState(false);
  if (text === null) return <p class="note">{t('noOverride')}</p>;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('override')}</h2>
        <button type="button" onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}>
          {t(isCopied ? 'copied' : 'copy')}
        </button>
      </div>
      <p class="note">{t('overrideHint')}</p>
      <pre tabIndex={0} aria-label={t('override')}>
        {text}
      </pre>
    </section>
  );
}
