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
  const { date = '', store = 'all', of, hour } = query;
  const why = useLoad<WhyAnswer>(hrefOf(path, { date, store, of, hour }));
  return <Ready loaded={why}>{(data) => <Why why={data} part={{ store, of, hour }} />}</Ready>;
}

interface WhyProps {
  readonly why: WhyAnswer;
  /** What all figures of the page have in common in their addresses. */
  readonly part: Readonly<Record<'store' | 'of' | 'hour', string | undefined>>;
}

function Why({ why, part }: WhyProps): JSX.Element {
  const { t, pick } = usePreferences();
  const { date, unit, value, parts, facts, item } = why;
  return (
    <>
      <p>
        <a href={hrefOf('/day', { date, store: part.store })}>‹ {date}</a>
      </p>
      <h1>
        {pick(why)}
        {item === null ? '' : ` · ${pick(item)}`}
      </h1>
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
                cell: ({ metric, date: day, ...names }) =>
                  metric === null ? (
                    pick(names)
                  ) : (
                    <a href={hrefOf(`/why/${metric}`, { ...part, date: day })}>{pick(names)}</a>
                  ),
              },
              { head: t('amount'), isFigure: true, cell: (one) => formatFigure(unit, one.value) },
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
