import type { JSX } from 'preact';
import type { ListedRun } from '../../../api/pipeline.ts';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf, navigate } from '../../lib/router.ts';

const LANE_HEIGHT = 22;
/** So wide at least, in percent: a short run must be seen. */
const LEAST_WIDTH = 0.6;

/** The runs of a list on one line of time, a lane a command. The list below tells the same to those who cannot see it. */
export function Timeline({ runs }: { readonly runs: readonly ListedRun[] }): JSX.Element {
  const { t } = usePreferences();
  const starts = runs.map(({ startedAt }) => Date.parse(startedAt));
  const ends = runs.map(({ startedAt, endedAt }) => Date.parse(endedAt ?? startedAt));
  const from = Math.min(...starts);
  const span = Math.max(...ends, from + 60_000) - from;
  const share = (ms: number): number => (ms / span) * (100 - LEAST_WIDTH);
  const lanes = [...new Set(runs.map(({ command }) => command))];
  return (
    <figure class="timeline" aria-label={t('timeline')}>
      <div class="lanes" aria-hidden="true">
        {lanes.map((lane) => (
          <span key={lane}>{lane}</span>
        ))}
      </div>
      <svg aria-hidden="true" height={lanes.length * LANE_HEIGHT} width="100%">
        {lanes.map((lane, i) => (
          <rect key={lane} class="lane" x="0" y={i * LANE_HEIGHT} width="100%" height={LANE_HEIGHT - 4} rx="4" />
        ))}
        {runs.map(({ runId, command, status, isCutOff, startedAt }, i) => (
          <rect
            key={runId}
            class={`bar ${isCutOff ? 'CUT_OFF' : status}`}
            x={`${share((starts[i] ?? from) - from)}%`}
            y={lanes.indexOf(command) * LANE_HEIGHT + 2}
            width={`${Math.max(LEAST_WIDTH, share((ends[i] ?? from) - (starts[i] ?? from)))}%`}
            height={LANE_HEIGHT - 8}
            rx="3"
            onClick={() => navigate(hrefOf('/pipeline', { run: runId }))}
          >
            <title>{`${command} ${formatMoment(startedAt)} ${t(isCutOff ? 'CUT_OFF' : status)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption class="note">
        {formatMoment(new Date(from).toISOString())} – {formatMoment(new Date(from + span).toISOString())}
      </figcaption>
    </figure>
  );
}
