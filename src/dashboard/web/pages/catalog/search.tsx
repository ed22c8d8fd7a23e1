import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { CATALOG_LAYERS, type CatalogAnswer, type CatalogLayer, type FoundTable } from '../../../api/catalog.ts';
import { Ready } from '../../components/states.tsx';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../../lib/router.ts';
import { type CatalogHit, searchCatalog, toSearchable } from '../../lib/search-catalog.ts';
import type { TextName } from '../../lib/texts.ts';
import { useLoad } from '../../lib/use-load.ts';

const LAYER_NAMES: Readonly<Record<CatalogLayer, TextName>> = {
  mart: 'mart',
  fact: 'fact',
  dimension: 'dimension',
  record: 'recordLayer',
};

/** Everything at first, and what the words find as they are typed. */
export function CatalogSearch(): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const [question, setQuestion] = useState(query['q'] ?? '');
  const catalog = useLoad<CatalogAnswer>('/catalog');
  const ask = (text: string): void => {
    setQuestion(text);
    // In the address too, so that going back from a table finds the same list.
    navigate(hrefOf(path, { ...query, q: text }), { replace: true });
  };
  return (
    <>
      <h1>{t('catalog')}</h1>
      <label class="search">
        {t('search')}
        <input
          type="search"
          value={question}
          placeholder={t('searchExample')}
          autoComplete="off"
          onInput={({ currentTarget: { value } }) => ask(value)}
        />
      </label>
      <Ready loaded={catalog}>{({ tables }) => <Found tables={tables} question={question} />}</Ready>
    </>
  );
}

interface FoundProps {
  readonly tables: readonly FoundTable[];
  readonly question: string;
}

function Found({ tables, question }: FoundProps): JSX.Element {
  const searchable = useMemo(() => toSearchable(tables), [tables]);
  const hits = useMemo(() => searchCatalog(searchable, question), [searchable, question]);
  return question.trim() === '' ? <Layers tables={tables} /> : <Hits hits={hits} />;
}

function Layers({ tables }: Pick<FoundProps, 'tables'>): JSX.Element {
  const { t, pick } = usePreferences();
  const { query } = usePlace();
  return (
    <>
      {CATALOG_LAYERS.map((layer) => {
        const own = tables.filter((table) => table.layer === layer);
        return (
          <details key={layer} class="card" open={layer === 'mart' || layer === 'fact'}>
            <summary>
              <h2>
                {t(LAYER_NAMES[layer])} <span class="muted">{own.length}</span>
              </h2>
            </summary>
            <ul class="tables wide">
              {own.map((table) => (
                <li key={table.name}>
                  <a href={hrefOf('/catalog', { table: table.name, store: query['store'] })}>{pick(table)}</a>{' '}
                  <code class="muted">{table.name}</code>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </>
  );
}

/** Columns drawn: more are not read, and would be slow to draw at every letter. */
const COLUMNS_SHOWN = 150;

function Hits({ hits }: { readonly hits: readonly CatalogHit[] }): JSX.Element {
  const { t } = usePreferences();
  const count = hits.reduce((sum, { columns }) => sum + columns.length, 0);
  let left = COLUMNS_SHOWN;
  const shown = hits.flatMap(({ table, columns }) => {
    const own = columns.slice(0, Math.max(0, left));
    left -= own.length;
    return own.length === 0 && columns.length > 0 ? [] : [{ table, columns: own }];
  });
  return (
    <>
      <p class="note" role="status">
        {hits.length === 0
          ? t('foundNothing')
          : t('foundCount', { tables: String(hits.length), columns: String(count) })}
        {count > COLUMNS_SHOWN ? ` · ${t('foundMore', { shown: String(COLUMNS_SHOWN) })}` : ''}
      </p>
      {shown.map((hit) => (
        <Hit key={hit.table.name} hit={hit} />
      ))}
    </>
  );
}

function Hit({ hit: { table, columns } }: { readonly hit: CatalogHit }): JSX.Element {
  const { t, pick } = usePreferences();
  const { query } = usePlace();
  const { store } = query;
  return (
    <section class="card">
      <h2>
        <a href={hrefOf('/catalog', { table: table.name, store })}>{pick(table)}</a>{' '}
        <code class="muted">{table.name}</code>
      </h2>
      <p class="note">{t(LAYER_NAMES[table.layer])}</p>
      <ul class="tables">
        {columns.map((column) => (
          <li key={column.name}>
            <a href={hrefOf('/catalog', { table: table.name, column: column.name, store })}>
              <code>{column.name}</code>
            </a>{' '}
            {pick(column)} {column.paths.length === 0 ? null : <code class="muted">{column.paths.join(', ')}</code>}
          </li>
        ))}
      </ul>
    </section>
  );
}
