import type { JSX } from 'preact';
import type { JobAnswer } from '../../api/pipeline.ts';
import { usePreferences } from '../lib/preferences.ts';
import type { Change } from '../lib/use-change.ts';
import { Problem } from './states.tsx';

/** What became of a start: the command that was started, or why it was not. */
export function Started({ change: { answer, problem } }: { readonly change: Change<JobAnswer> }): JSX.Element {
  const { t } = usePreferences();
  return (
    <>
      {answer === null ? null : (
        <p class="notice good" role="status">
          {answer.job === null ? t('nothingLeft') : t('started', { command: answer.job.command })}{' '}
          {answer.job === null ? null : <a href="/pipeline">{t('pipeline')}</a>}
        </p>
      )}
      <Problem text={problem} />
    </>
  );
}
