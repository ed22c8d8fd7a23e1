import type { JSX } from 'preact';
import { usePreferences } from '../lib/preferences.ts';
import { useChange } from '../lib/use-change.ts';
import { Problem } from './states.tsx';

interface RevealProps<T> {
  /** Route that shows personal data for a reason. */
  readonly path: string;
  readonly asked: object;
  readonly onRevealed: (answer: T) => void;
}

/** Asks for the reason, shows personal data, and leaves a mark in the audit. */
export function Reveal<T>({ path, asked, onRevealed }: RevealProps<T>): JSX.Element {
  const { t } = usePreferences();
  const { isBusy, problem, send } = useChange<T>(path, onRevealed);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    send({ ...asked, reason: new FormData(event.currentTarget as HTMLFormElement).get('reason') });
  };
  return (
    <form class="card row" onSubmit={submit}>
      <label>
        {t('revealReason')}
        <input name="reason" required minLength={5} maxLength={500} />
      </label>
      <button type="submit" disabled={isBusy}>
        {t('reveal')}
      </button>
      <Problem text={problem} />
    </form>
  );
}
