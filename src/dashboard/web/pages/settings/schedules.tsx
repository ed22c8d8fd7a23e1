import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoresAnswer } from '../../../api/day.ts';
import type { SchedulesAnswer, ShownSchedule } from '../../../api/settings.ts';
import { Problem, Ready } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';
import { nameOf } from '../../lib/store-names.ts';
import { useChange } from '../../lib/use-change.ts';
import { useLoad } from '../../lib/use-load.ts';

interface SchedulesProps {
  readonly store: string;
  readonly stores: StoresAnswer;
}

/** What happens by itself, and when; a change concerns the store that is chosen, or all of them. */
export function Schedules({ store, stores }: SchedulesProps): JSX.Element {
  const { t } = usePreferences();
  const [changes, setChanges] = useState(0);
  const loaded = useLoad<SchedulesAnswer>(hrefOf('/schedules', { store, changes: String(changes) }));
  const name = store === 'all' ? t('allStores') : nameOf(stores, store);
  return (
    <section class="card">
      <h2>{t('schedules')}</h2>
      <p class="note">{t('concernsStores', { stores: name })}</p>
      <Ready loaded={loaded}>
        {({ schedules }) => (
          <ScheduleTable schedules={schedules} store={store} onChanged={() => setChanges((n) => n + 1)} />
        )}
      </Ready>
    </section>
  );
}

interface TableProps {
  readonly schedules: readonly ShownSchedule[];
  readonly store: string;
  readonly onChanged: () => void;
}

function ScheduleTable({ schedules, store, onChanged }: TableProps): JSX.Element {
  const { t } = usePreferences();
  return (
    <Table
      caption={t('schedules')}
      rows={schedules}
      columns={[
        {
          head: t('schedule'),
          cell: ({ name, storeName }) => (
            <>
              <strong>{name}</strong>
              <span class="text muted">{storeName}</span>
            </>
          ),
        },
        { head: t('action'), cell: (schedule) => <What of={schedule} /> },
        { head: t('nextStart'), cell: ({ nextAt }) => <span class="one-line">{formatMoment(nextAt)}</span> },
        { head: t('lastStart'), cell: (schedule) => <Last of={schedule} /> },
        {
          head: t('cron'),
          cell: (schedule) => <Change key={schedule.cron} schedule={schedule} store={store} onChanged={onChanged} />,
        },
      ]}
    />
  );
}

function What({ of: { action, tasks, rereadDays } }: { readonly of: ShownSchedule }): JSX.Element {
  const { t } = usePreferences();
  return (
    <>
      {t(`action.${action}`)}
      {action === 'load' ? <span class="text muted">{tasks ?? t('everything')}</span> : null}
      {rereadDays > 0 ? <span class="text muted">{t('rereads', { days: String(rereadDays) })}</span> : null}
    </>
  );
}

function Last({ of }: { readonly of: ShownSchedule }): JSX.Element {
  const { t } = usePreferences();
  const { lastStartedAt, lastOutcome, lastMessage, lastRunId } = of;
  return (
    <>
      <span class="one-line">{formatMoment(lastStartedAt)}</span> {lastOutcome ?? ''}
      {lastRunId === null ? null : <a href={hrefOf('/pipeline', { run: lastRunId })}> {t('toRun')}</a>}
      {lastMessage === null ? null : <span class="text muted clip">{lastMessage}</span>}
    </>
  );
}

interface ChangeProps {
  readonly schedule: ShownSchedule;
  readonly store: string;
  readonly onChanged: () => void;
}

/** Another time, on or off, or as it was shipped. */
function Change({ schedule, store, onChanged }: ChangeProps): JSX.Element {
  const { t } = usePreferences();
  const { name, cron, isEnabled, isShipped } = schedule;
  const set = useChange('/schedules/set', onChanged);
  const reset = useChange('/schedules/reset', onChanged);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    set.send({ store, name, cron: form.get('cron') });
  };
  return (
    <form class="row" onSubmit={submit}>
      <input class="cron" name="cron" aria-label={`${name}: ${t('cron')}`} defaultValue={cron} required />
      <button type="submit" disabled={set.isBusy}>
        {t('save')}
      </button>
      <button
        type="button"
        aria-label={`${name}: ${t(isEnabled ? 'turnOff' : 'turnOn')}`}
        disabled={set.isBusy}
        onClick={() => set.send({ store, name, enabled: !isEnabled })}
      >
        {t(isEnabled ? 'turnOff' : 'turnOn')}
      </button>
      {isShipped ? null : (
        <button type="button" class="quiet" disabled={reset.isBusy} onClick={() => reset.send({ store, name })}>
          {t('asShipped')}
        </button>
      )}
      <Problem text={set.problem ?? reset.problem} />
    </form>
  );
}
