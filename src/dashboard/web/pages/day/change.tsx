import type { JSX } from 'preact';
import { changeOf, formatPercent } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';

interface ChangeProps {
  readonly value: string;
  /** What it is compared with; undefined: nothing there. */
  readonly before: string | undefined;
  readonly comparedDate: string;
}

const COLOURS = { '▴': 'up', '▾': 'down', '±': 'muted' } as const;

/** What is shown as 0 % is neither up nor down. */
function markOf(change: number): keyof typeof COLOURS {
  if (Math.abs(change) < 0.005) return '±';
  return change < 0 ? '▾' : '▴';
}

/** By how much a figure is up or down against the same weekday a week before. */
export function Change({ value, before, comparedDate }: ChangeProps): JSX.Element | null {
  const { t } = usePreferences();
  const change = changeOf(value, before);
  if (change === null) return null;
  const mark = markOf(change);
  return (
    <span class={`change ${COLOURS[mark]}`} title={t('comparedWith', { date: comparedDate })}>
      {mark} {formatPercent(Math.abs(change))}
    </span>
  );
}
