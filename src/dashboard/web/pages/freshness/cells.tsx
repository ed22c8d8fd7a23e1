import type { JSX } from 'preact';
import type { DayStatus } from '../../../api/day.ts';
import type { Coverage, CoverageCell } from '../../../api/freshness.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';

/** Told by a sign as well as by colour. */
const SIGNS: Readonly<Record<Coverage, string>> = { FULL: '', PART: '◐', MISSING: '✕', TODAY: '·', BEFORE: '' };
const FIGURE_SIGNS: Readonly<Record<DayStatus, string>> = {
  PUBLISHED: '✓',
  PROVISIONAL: '~',
  STALE: '↻',
  BLOCKED: '✕',
};

const isHole = ({ coverage }: CoverageCell): boolean => coverage === 'PART' || coverage === 'MISSING';

interface CellProps {
  readonly cell: CoverageCell | undefined;
  readonly label: (cell: CoverageCell) => string;
  /** What happens when a hole is pressed; null: nothing. */
  readonly onChoose: (() => void) | null;
}

/** A business day of an endpoint; a hole can be pressed. */
export function Cell({ cell, label, onChoose }: CellProps): JSX.Element {
  if (cell === undefined) return <td />;
  const text = label(cell);
  const square = `square ${cell.coverage}`;
  return (
    <td>
      {onChoose !== null && isHole(cell) ? (
        <button type="button" class={square} title={text} aria-label={text} onClick={onChoose}>
          {SIGNS[cell.coverage]}
        </button>
      ) : (
        <span class={square} title={text}>
          <span class="hidden">{text}</span>
          <span aria-hidden="true">{SIGNS[cell.coverage]}</span>
        </span>
      )}
    </td>
  );
}

interface FigureCellProps {
  readonly date: string;
  readonly siteId: string;
  readonly status: DayStatus | null;
}

/** Whether the figures of a day can be relied on, with the way to them. */
export function FigureCell({ date, siteId, status }: FigureCellProps): JSX.Element {
  const { t } = usePreferences();
  if (status === null) {
    return (
      <td>
        <span class="square" title={`${date}: ${t('NONE')}`}>
          <span class="hidden">{t('NONE')}</span>
        </span>
      </td>
    );
  }
  const text = `${date}: ${t(status)}`;
  return (
    <td>
      <a class={`square ${status}`} href={hrefOf('/day', { date, store: siteId })} title={text} aria-label={text}>
        {FIGURE_SIGNS[status]}
      </a>
    </td>
  );
}

/** What the squares mean. */
export function Legend(): JSX.Element {
  const { t } = usePreferences();
  return (
    <p class="legend">
      {(Object.keys(SIGNS) as Coverage[]).map((coverage) => (
        <span key={coverage}>
          <span class={`square ${coverage}`} aria-hidden="true">
            {SIGNS[coverage]}
          </span>{' '}
          {t(coverage)}
        </span>
      ))}
    </p>
  );
}
