import type { JSX } from 'preact';
import { changeOf, formatPercent } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';

interface ChangeProps {
  readonly value: string;
  /** What it is compared with; undefined: nothing there. */
  readonly before: string | undefined;
  readonly comparedDate: string;
}

/** By how much a figure is up or down against the same weekday a week before. */
export function Change({ value, before, comparedDate }: ChangeProps): JSX.Element | null {
  const { t } = usePreferences();
  const change = changeOf(value, before);
  if (change === null) return null;
  return (
    <span class={change < 0 ? 'change down' : 'change up'} title={t('comparedWith', { date: comparedDate })}>
      {change < 0 ? '▾' : '▴'} {formatPercent(Math.abs(change))}
    </span>
  );
}
