import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoresAnswer } from '../../../api/day.ts';
import type { JobAnswer } from '../../../api/pipeline.ts';
import { DateField } from '../../components/date-field.tsx';
import { Started } from '../../components/started.tsx';
import { usePreferences } from '../../lib/preferences.ts';
import { nameOf } from '../../lib/store-names.ts';
import { useChange } from '../../lib/use-change.ts';

const KINDS = ['load', 'backfill'] as const;
type Kind = (typeof KINDS)[number];

/** Names that tasks are often chosen by; any other is taken as well. */
const USUAL_TASKS = ['ORDERS', 'PAYMENTS', 'MEMBERS', 'ODS_*', 'DWD_*', 'DWS_*'];

interface StartProps {
  readonly store: string;
  readonly stores: StoresAnswer;
}

/** Starts a run or a backfill of the store that is chosen on the page. */
export function StartForm({ store, stores }: StartProps): JSX.Element {
  const { t } = usePreferences();
  const [kind, setKind] = useState<Kind>('load');
  const run = useChange<JobAnswer>('/jobs/run');
  const backfill = useChange<JobAnswer>('/jobs/backfill');
  const change = kind === 'load' ? run : backfill;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const dryRun = (event.submitter as HTMLButtonElement | null)?.value === 'dry';
    change.send({ store, dryRun, ...(kind === 'load' ? runOf(form) : backfillOf(form)) });
  };
  const name = store === 'all' ? t('allStores') : nameOf(stores, store);
  return (
    <details class="card">
      <summary>
        <h2>{t('startSomething')}</h2>
      </summary>
      <form class="fields" onSubmit={submit}>
        <div class="choice" role="group" aria-label={t('startSomething')}>
          {KINDS.map((one) => (
            <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
              {t(one)}
            </button>
          ))}
        </div>
        <p class="note">
          {t(kind === 'load' ? 'loadHint' : 'backfillHint')} {t('inStores', { stores: name })}
        </p>
        <Fields kind={kind} />
        <div class="row">
          <button type="submit" class="main" disabled={change.isBusy}>
            {t('start')}
          </button>
          <button type="submit" value="dry" disabled={change.isBusy}>
            {t('dryRun')}
          </button>
        </div>
        <Started change={change} />
      </form>
    </details>
  );
}

function Fields({ kind }: { readonly kind: Kind }): JSX.Element {
  const { t } = usePreferences();
  const isBackfill = kind === 'backfill';
  return (
    <div class="row">
      <label>
        {t('tasksWanted')}
        <input name="tasks" list="usual-tasks" autoComplete="off" maxLength={2000} />
      </label>
      <datalist id="usual-tasks">
        {USUAL_TASKS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label>
        {t('fromDay')}
        <DateField name="from" required={isBackfill} />
      </label>
      <label>
        {t('toDay')}
        <DateField name="to" required={isBackfill} />
      </label>
      {isBackfill ? (
        <label class="check">
          <input name="missing" type="checkbox" checked />
          {t('onlyMissing')}
        </label>
      ) : (
        <label>
          {t('rereadDays')}
          <input name="reread" type="number" min={0} max={3660} step={1} />
        </label>
      )}
    </div>
  );
}

/** No field of the form is a file. */
const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

const rangeOf = (form: FormData): object => ({
  tasks: textOf(form, 'tasks'),
  from: textOf(form, 'from'),
  to: textOf(form, 'to'),
});

function runOf(form: FormData): object {
  const reread = textOf(form, 'reread');
  return { ...rangeOf(form), ...(reread === '' ? {} : { reread: Number(reread) }) };
}

function backfillOf(form: FormData): object {
  return { ...rangeOf(form), missing: form.get('missing') !== null };
}
