import type { JSX } from 'preact';
import type { Named } from '../../api/named.ts';
import { usePreferences } from '../lib/preferences.ts';

/** A state in its colour; none: what it stands for was never looked at. */
export function Badge({ of, none }: { readonly of: Named | null; readonly none: string }): JSX.Element {
  const { pick } = usePreferences();
  return <span class={`badge ${of?.code ?? 'NONE'}`}>{of === null ? none : pick(of)}</span>;
}
