import type { JSX } from 'preact';
import type { CheckFamilyAnswer, ListedCheck, QualityAnswer } from '../../../api/quality.ts';
import { Badge } from '../../components/badge.tsx';
import { Blank, Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../../lib/router.ts';
import { useLoad } from '../../lib/use-load.ts';

const ATTENTION: ReadonlySet<string> = new Set(['ERROR', 'FAIL', 'WARN', 'SNOOZED']);

const needsAttention = ({ status }: ListedCheck): boolean => status !== null && ATTENTION.has(status.code);

/** All checks by family, with how they stand; at first only those that somebody has to look at. */
export function CheckList({ store }: { readonly store: string }): JSX.Element {
  const quality = useLoad<QualityAnswer>(hrefOf('/quality', { store }));
  return <Ready loaded={quality}>{({ families }) => <Families families={families} store={store} />}</Ready>;
}

interface FamiliesProps {
  readonly families: readonly CheckFamilyAnswer[];
  readonly store: string;
}

function Families({ families, store }: FamiliesProps): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const all = families.flatMap(({ checks }) => checks);
  const isAll = query['show'] === 'all';
  const shown = families
    .map(({ family, checks }) => ({ family, checks: isAll ? checks : checks.filter(needsAttention) }))
    .filter(({ checks }) => checks.length > 0);
  const show = (what: string): void => navigate(hrefOf(path, { ...query, show: what }), { replace: true });
  return (
    <>
      <Counts checks={all} />
      <div class="choice" role="group" aria-label={t('checks')}>
        <button type="button" aria-pressed={!isAll} onClick={() => show('')}>
          {t('attention')}
        </button>
        <button type="button" aria-pressed={isAll} onClick={() => show('all')}>
          {t('allOfThem')}
        </button>
      </div>
      {shown.length === 0 ? <AllWell isRun={all.some(({ status }) => status !== null)} /> : null}
      {shown.map((family) => (
        <Family
          key={family.family.code}
          {...family}
          isOpen={!isAll || family.checks.some(needsAttention)}
          store={store}
        />
      ))}
    </>
  );
}

function AllWell({ isRun }: { readonly isRun: boolean }): JSX.Element {
  const { t } = usePreferences();
  if (isRun) return <p class="notice good">✓ {t('allWell')}</p>;
  return (
    <Blank title={t('empty')}>
      <p>{t('neverRunHint')}</p>
    </Blank>
  );
}

/** How many checks stand in each way. */
function Counts({ checks }: { readonly checks: readonly ListedCheck[] }): JSX.Element {
  const { t, pick } = usePreferences();
  const counts = new Map<string, { readonly name: string; readonly count: number }>();
  for (const { status } of checks) {
    const name = status === null ? t('neverRun') : pick(status);
    const code = status?.code ?? 'NONE';
    counts.set(code, { name, count: (counts.get(code)?.count ?? 0) + 1 });
  }
  return (
    <p class="statuses">
      {[...counts].map(([code, { name, count }]) => (
        <span key={code} class={`badge ${code}`}>
          {name} {count}
        </span>
      ))}
    </p>
  );
}

function Family({
  family,
  checks,
  isOpen,
  store,
}: CheckFamilyAnswer & { readonly isOpen: boolean; readonly store: string }): JSX.Element {
  const { t, pick } = usePreferences();
  return (
    <details class="card" open={isOpen}>
      <summary>
        <h2>
          {pick(family)} <span class="muted">{checks.length}</span>
        </h2>
      </summary>
      <Table
        caption={pick(family)}
        rows={checks}
        columns={[
          { head: t('status'), cell: ({ status }) => <Badge of={status} none={t('neverRun')} /> },
          {
            head: t('check'),
            cell: (check) => (
              <>
                <a href={hrefOf('/quality', { check: check.id, store })}>{pick(check)}</a>
                <br />
                <code class="muted">{check.id}</code>
              </>
            ),
          },
          { head: t('violations'), isFigure: true, cell: ({ violations }) => formatCount(String(violations)) },
          { head: t('failingDays'), cell: ({ failingDays }) => <Days days={failingDays} /> },
          { head: t('owner'), cell: ({ owner }) => pick(owner) },
        ]}
      />
    </details>
  );
}

const DAYS_SHOWN = 2;

/** The last days, and how many there are besides. */
export function Days({ days }: { readonly days: readonly string[] }): JSX.Element {
  const { t } = usePreferences();
  const more = days.length - DAYS_SHOWN;
  return (
    <span class="days" title={days.join(', ')}>
      {days.slice(-DAYS_SHOWN).join(', ')}
      {more > 0 ? ` ${t('andMore', { count: String(more) })}` : ''}
    </span>
  );
}
