import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ShownColumn, TableAnswer } from '../../../api/catalog.ts';
import { Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { useLoad } from '../../lib/use-load.ts';
import { ColumnSources, TableLink, TableLinks } from './links.tsx';

interface TableDetailProps {
  readonly name: string;
  /** Column, or field of upstream, that was looked for. */
  readonly column: string;
  readonly store: string;
}

/** A table: what it means, where each column comes from and goes to, and some rows. */
export function TableDetail({ name, column, store }: TableDetailProps): JSX.Element {
  const { t } = usePreferences();
  const table = useLoad<TableAnswer>(hrefOf('/catalog/table', { name, store }));
  return (
    <>
      <p>
        <a href={hrefOf('/catalog', { store: store === 'all' ? '' : store })}>‹ {t('catalog')}</a>
      </p>
      <Ready loaded={table}>
        {(data) => (
          <>
            <Head table={data} />
            <Columns table={data} column={column} />
            <Fields table={data} column={column} />
            <Sample table={data} />
          </>
        )}
      </Ready>
    </>
  );
}

function Head({ table }: { readonly table: TableAnswer }): JSX.Element {
  const { t, pick } = usePreferences();
  const { name, grain, sources, usedBy } = table;
  return (
    <>
      <h1>{pick(table)}</h1>
      <p class="note">
        <code>{name}</code> · {pick(grain)}
      </p>
      {sources.length === 0 ? null : (
        <p class="note">
          {t('madeFrom')}: <TableLinks tables={sources} />
        </p>
      )}
      {usedBy.length === 0 ? null : (
        <p class="note">
          {t('usedBy')}: <TableLinks tables={usedBy} />
        </p>
      )}
    </>
  );
}

/** Brings the row that was looked for into sight. */
function useSight(column: string): void {
  useEffect(() => {
    document.querySelector('.sought')?.closest('tr')?.scrollIntoView({ block: 'center' });
  }, [column]);
}

function Columns({ table, column: sought }: { readonly table: TableAnswer; readonly column: string }): JSX.Element {
  const { t, pick } = usePreferences();
  useSight(sought);
  return (
    <section class="card">
      <h2>{t('columnsOf')}</h2>
      <Table
        caption={t('columnsOf')}
        rows={table.columns}
        columns={[
          { head: t('column'), cell: (column) => <ColumnName column={column} isSought={column.name === sought} /> },
          { head: t('meaning'), cell: (column) => <span class="text">{pick(column)}</span> },
          { head: t('type'), cell: ({ type, unit }) => (unit === null ? type : `${type} · ${pick(unit)}`) },
          {
            head: t('comesFrom'),
            cell: ({ from, transform }) => (
              <>
                <ColumnSources from={from} />
                {transform === null ? null : <span class="note">{pick(transform)}</span>}
              </>
            ),
          },
          { head: t('usedBy'), cell: ({ usedBy }) => <TableLinks tables={usedBy} /> },
        ]}
      />
    </section>
  );
}

function ColumnName({
  column: { name, isKey, isPersonal, codes },
  isSought,
}: {
  readonly column: ShownColumn;
  readonly isSought: boolean;
}): JSX.Element {
  const { t } = usePreferences();
  return (
    <>
      <code class={isSought ? 'sought' : ''}>{name}</code> {isKey ? <span class="badge NONE">{t('isKey')}</span> : null}{' '}
      {isPersonal ? <span class="badge WARN">{t('personal')}</span> : null}
      {codes === null ? null : <span class="note"> {t('codes', { name: codes })}</span>}
    </>
  );
}

function Fields({
  table,
  column: sought,
}: {
  readonly table: TableAnswer;
  readonly column: string;
}): JSX.Element | null {
  const { t, pick } = usePreferences();
  if (table.fields.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('fieldsOf')}</h2>
      <Table
        caption={t('fieldsOf')}
        rows={table.fields}
        columns={[
          {
            head: t('field'),
            cell: ({ path, isPersonal }) => (
              <>
                <code class={path === sought ? 'sought' : ''}>{path}</code>{' '}
                {isPersonal ? <span class="badge WARN">{t('personal')}</span> : null}
              </>
            ),
          },
          { head: t('meaning'), cell: (field) => <span class="text">{pick(field)}</span> },
          { head: t('type'), cell: ({ type }) => type },
          {
            head: t('shownBy'),
            cell: ({ shownBy, whyNot }) =>
              shownBy.length === 0 ? (
                <span class="note">{whyNot ?? '–'}</span>
              ) : (
                shownBy.map((one) => (
                  <div key={`${one.table}.${one.column}`}>
                    <TableLink {...one} />
                  </div>
                ))
              ),
          },
        ]}
      />
    </section>
  );
}

function Sample({ table: { columns, sample } }: { readonly table: TableAnswer }): JSX.Element {
  const { t, pick } = usePreferences();
  return (
    <section class="card">
      <h2>{t('sample')}</h2>
      <p class="note">{t(sample === null ? 'noSample' : sample.length === 0 ? 'noRows' : 'sampleNote')}</p>
      {sample === null || sample.length === 0 ? null : (
        <Table
          caption={t('sample')}
          rows={sample}
          columns={columns.map((column, i) => ({
            head: column.name,
            cell: (row: readonly (string | null)[]) => (
              <span class="cell" title={pick(column)}>
                {row[i] ?? '–'}
              </span>
            ),
          }))}
        />
      )}
    </section>
  );
}
