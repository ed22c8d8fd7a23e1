import type { JSX } from 'preact';
import { usePreferences } from '../lib/preferences.ts';
import type { OPERATIONS_TEXTS } from '../lib/texts-operations.ts';

/** A state in its colour, by its code. */
export function StateBadge({ code }: { readonly code: keyof typeof OPERATIONS_TEXTS }): JSX.Element {
  const { t } = usePreferences();
  return <span class={`badge ${code}`}>{t(code)}</span>;
}
