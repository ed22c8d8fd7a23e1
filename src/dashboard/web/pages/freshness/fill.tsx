import type { JSX } from 'preact';
import type { StoreFreshness } from '../../../api/freshness.ts';
import type { JobAnswer } from '../../../api/pipeline.ts';
import { Started } from '../../components/started.tsx';
import { usePreferences } from '../../lib/preferences.ts';
import { useChange } from '../../lib/use-change.ts';

/** A business day of an endpoint that was not read as a whole. */
export interface Hole {
  readonly siteId: string;
  readonly task: string;
  readonly zh: string;
  readonly en: string;
  readonly date: string;
}

/** Says what is missing of a store, and fills it all with one press. */
export function FillAll({ store, mayAct }: { readonly store: StoreFreshness; readonly mayAct: boolean }): JSX.Element {
  const { t } = usePreferences();
  const change = useChange<JobAnswer>('/jobs/backfill');
  const { siteId, name, gap } = store;
  if (gap === null) {
    return (
      <p class="notice good">
        {name}: {t('noGaps')}
      </p>
    );
  }
  const { from, to, tasks, cells } = gap;
  return (
    <div class="notice warn row">
      <p>
        {name}: {t('gapsFound', { cells: String(cells), from, to })}
      </p>
      {mayAct ? (
        <button
          type="button"
          class="main"
          disabled={change.isBusy}
          onClick={() => change.send({ store: siteId, from, to, tasks: tasks.join(','), missing: true })}
        >
          {t('fillAll')}
        </button>
      ) : null}
      <Started change={change} />
    </div>
  );
}

/** Fills the hole that was pressed. */
export function FillDay({ hole, onClose }: { readonly hole: Hole; readonly onClose: () => void }): JSX.Element {
  const { t, pick } = usePreferences();
  const change = useChange<JobAnswer>('/jobs/backfill');
  const { siteId, task, date } = hole;
  return (
    <div class="notice row" role="status">
      <p>
        {pick(hole)} <code>{task}</code> · {date}
      </p>
      <button
        type="button"
        class="main"
        disabled={change.isBusy}
        onClick={() => change.send({ store: siteId, from: date, to: date, tasks: task, missing: true })}
      >
        {t('fillDay')}
      </button>
      <button type="button" onClick={onClose}>
        {t('close')}
      </button>
      <Started change={change} />
    </div>
  );
}
