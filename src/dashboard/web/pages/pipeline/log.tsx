import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LogAnswer, LogLine } from '../../../api/pipeline.ts';
import { Ready } from '../../components/states.tsx';
import { formatClock } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { useLoad } from '../../lib/use-load.ts';

interface LogProps {
  readonly id: string;
  /** Changes when there may be more to read. */
  readonly version: string;
  readonly host: string;
}

/** What the log says of a run; read when somebody opens it. */
export function RunLog({ id, version, host }: LogProps): JSX.Element {
  const { t } = usePreferences();
  const [isOpen, setIsOpen] = useState(false);
  const loaded = useLoad<LogAnswer>(isOpen ? hrefOf('/runs/log', { id, version }) : null);
  return (
    <details class="card" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        <h2>{t('log')}</h2>
      </summary>
      {isOpen ? <Ready loaded={loaded}>{(answer) => <Lines answer={answer} host={host} />}</Ready> : null}
    </details>
  );
}

function Lines({ answer, host }: { readonly answer: LogAnswer; readonly host: string }): JSX.Element {
  const { t } = usePreferences();
  const { lines, isCut, isElsewhere } = answer;
  if (isElsewhere && lines.length === 0) return <p class="note">{t('logElsewhere', { host })}</p>;
  if (lines.length === 0) return <p class="note">{t('noLog')}</p>;
  return (
    <>
      {isCut ? <p class="note">{t('logCut', { count: String(lines.length) })}</p> : null}
      <ol class="log" tabIndex={0} aria-label={t('log')}>
        {lines.map((line, i) => (
          <li key={i} class={line.level}>
            <Line line={line} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Line({ line: { time, message, facts } }: { readonly line: LogLine }): JSX.Element {
  return (
    <>
      <time dateTime={time}>{formatClock(time)}</time> {message}{' '}
      {facts === null ? null : <span class="muted">{facts}</span>}
    </>
  );
}
