import type { JSX } from 'preact';
import type { CheckAnswer, ShownSnooze } from '../../../api/quality.ts';
import { DateField } from '../../components/date-field.tsx';
import { Problem } from '../../components/states.tsx';
import { formatInstant } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useChange } from '../../lib/use-change.ts';

interface SnoozesProps {
  readonly check: CheckAnswer;
  readonly store: string;
  readonly onChanged: () => void;
}

/** The snoozes in force, and for operators the way to make and to end them. */
export function Snoozes({ check, store, onChanged }: SnoozesProps): JSX.Element | null {
  const { t } = usePreferences();
  const { id, snoozes, mayAct } = check;
  if (snoozes.length === 0 && !mayAct) return null;
  return (
    <section class="card">
      <h2>{t('snooze')}</h2>
      {snoozes.map((snooze) => (
        <Snooze
          key={`${snooze.siteId} ${snooze.until}`}
          id={id}
          snooze={snooze}
          mayAct={mayAct}
          onChanged={onChanged}
        />
      ))}
      {mayAct ? <SnoozeForm check={check} store={store} onChanged={onChanged} /> : null}
    </section>
  );
}

interface SnoozeProps {
  readonly id: string;
  readonly snooze: ShownSnooze;
  readonly mayAct: boolean;
  readonly onChanged: () => void;
}

function Snooze({ id, snooze, mayAct, onChanged }: SnoozeProps): JSX.Element {
  const { t } = usePreferences();
  const { siteId, by, reason, until } = snooze;
  const { isBusy, problem, send } = useChange('/quality/wake', onChanged);
  return (
    <div class="row">
      <p class="note">
        {t('snoozedUntil', { by, reason, until: formatInstant(until) })} ({siteId ?? t('allStores')})
      </p>
      {mayAct ? (
        <button type="button" disabled={isBusy} onClick={() => send({ id, store: siteId ?? 'all' })}>
          {t('wake')}
        </button>
      ) : null}
      <Problem text={problem} />
    </div>
  );
}

function SnoozeForm({ check: { id, standing }, store, onChanged }: SnoozesProps): JSX.Element {
  const { t } = usePreferences();
  const { isBusy, problem, send } = useChange('/quality/snooze', onChanged);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    send({ id, store, reason: form.get('reason'), until: form.get('until') });
  };
  const name = standing.find(({ siteId }) => siteId === store)?.storeName ?? store;
  return (
    <form onSubmit={submit}>
      <p class="note">
        {t('snoozeHint')} {t('inStores', { stores: store === 'all' ? t('allStores') : name })}
      </p>
      <div class="row">
        <label>
          {t('snoozeReason')}
          <input name="reason" required minLength={5} maxLength={500} />
        </label>
        <label>
          {t('snoozeUntil')}
          <DateField name="until" required />
        </label>
        <button type="submit" disabled={isBusy}>
          {t('snooze')}
        </button>
      </div>
      <Problem text={problem} />
    </form>
  );
}
