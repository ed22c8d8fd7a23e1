import type { JSX } from 'preact';
import type { WhyAnswer, WhyColumn, WhyFacts } from '../../api/why.ts';
import { Ready } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { formatCount, formatFigure, formatMoney } from '../lib/format.ts';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf, usePlace } from '../lib/router.ts';
import { useLoad } from '../lib/use-load.ts';

/** What a figure is made of: other figures, or the facts it is the sum of. */
export function WhyPage(): JSX.Element {
  const { path, query } = usePlace();
  const { date = '', store = 'all' } = query;
  const why = useLoad<WhyAnswer>(hrefOf(path, { date, store }));
  return <Ready loaded={why}>{(data) => <Why why={data} store={store} />}</Ready>;
}

function Why({ why, store }: { readonly why: WhyAnswer; readonly store: string }): JSX.Element {
  const { t, pick } = usePreferences();
  const { date, unit, value, parts, facts } = why;
  return (
    <>
      <p>
        <a href={hrefOf('/day', { date, store })}>‹ {date}</a>
      </p>
      <h1>{pick(why)}</h1>
      <p class="big">{formatFigure(unit, value)}</p>
      {parts.length === 0 ? null : (
        <section class="card">
          <h2>{t('madeOf')}</h2>
          <Table
            caption={t('madeOf')}
            rows={parts}
            columns={[
              { head: '±', cell: ({ sign }) => (sign === 1 ? '+' : '−') },
              {
                head: t('metric'),
                cell: (part) => <a href={hrefOf(`/why/${part.metric}`, { date, store })}>{pick(part)}</a>,
              },
              { head: t('amount'), isFigure: true, cell: (part) => formatFigure(unit, part.value) },
            ]}
          />
        </section>
      )}
      {facts === null ? null : <Facts why={why} facts={facts} />}
    </>
  );
}

function Facts({ why, facts }: { readonly why: WhyAnswer; readonly facts: WhyFacts }): JSX.Element {
  const { t, pick } = usePreferences();
  const { unit, value } = why;
  const { rows, columns, count, sum, table } = facts;
  const isSame = formatFigure(unit, sum) === formatFigure(unit, value);
  return (
    <section class="card">
      <h2>{t('factsOf', { count: formatCount(count) })}</h2>
      <p class="note">
        {pick(facts)} · {table}
      </p>
      <p class={isSame ? 'notice good' : 'notice warn'}>
        {isSame ? `✓ ${t('addsUp')}` : t('differs', { sum: formatFigure(unit, sum) })}
      </p>
      {String(rows.length) === count ? null : (
        <p class="note">{t('shownOf', { shown: String(rows.length), count: formatCount(count) })}</p>
      )}
      <Table
        caption={pick(facts)}
        rows={rows}
        columns={[
          { head: t('contribution'), isFigure: true, cell: ({ amount }) => formatFigure(unit, amount) },
          ...columns.map((column, i) => ({
            head: pick(column),
            isFigure: column.kind === 'money' || column.kind === 'number',
            cell: ({ cells, siteId, key }: WhyFacts['rows'][number]) =>
              i === 0 ? (
                <a href={hrefOf('/trace', { table, key, store: siteId })}>{cells[i]}</a>
              ) : (
                formatCell(column, cells[i] ?? null)
              ),
          })),
        ]}
      />
    </section>
  );
}

function formatCell({ kind }: WhyColumn, text: string | null): string {
  if (text === null) return '–';
  if (kind === 'money') return formatMoney(text);
  // In a narrow table a time would break at every hyphen.
  if (kind === 'time') return text.replaceAll('-', '\u2011').replace(' ', '\u00a0');
  return kind === 'number' ? formatCount(text) : text;
}
