import type { JSX } from 'preact';
import type { RetryAnswer } from '../../../api/quarantine.ts';
import { Problem } from '../../components/states.tsx';
import { usePreferences } from '../../lib/preferences.ts';
import { useChange } from '../../lib/use-change.ts';

interface RetryProps {
  readonly ids: readonly string[];
  readonly label: string;
  readonly onChanged: () => void;
}

/** Gives refused records a second chance, and tells what came of it. */
export function Retry({ ids, label, onChanged }: RetryProps): JSX.Element | null {
  const { t } = usePreferences();
  const { isBusy, problem, answer, send } = useChange<RetryAnswer>('/quarantine/retry', onChanged);
  if (ids.length === 0 && answer === null) return null;
  return (
    <div class="row">
      {ids.length === 0 ? null : (
        <button type="button" class="main" disabled={isBusy} onClick={() => send({ ids })}>
          {isBusy ? t('retrying') : label}
        </button>
      )}
      {answer === null ? null : (
        <p class={answer.refused.length === 0 ? 'notice good' : 'notice warn'} role="status">
          {t('retried', {
            tried: String(answer.tried),
            closed: String(answer.closed),
            refused: String(answer.refused.length),
          })}
        </p>
      )}
      <Problem text={answer === null || answer.problems.length === 0 ? problem : answer.problems.join(' · ')} />
    </div>
  );
}
