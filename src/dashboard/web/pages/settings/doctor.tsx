import type { JSX } from 'preact';
import type { DoctorAnswer } from '../../../api/settings.ts';
import { Problem } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useChange } from '../../lib/use-change.ts';

/** Faults first. */
const RANKS = ['fail', 'warn', 'skipped', 'ok'] as const;

/** Examines everything a run depends on, when somebody asks for it. */
export function Doctor(): JSX.Element {
  const { t } = usePreferences();
  const { isBusy, problem, answer, send } = useChange<DoctorAnswer>('/doctor');
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('doctor')}</h2>
        <button type="button" class="main" disabled={isBusy} onClick={() => send({})}>
          {t(isBusy ? 'examining' : 'examine')}
        </button>
      </div>
      <p class="note">{t('doctorHint')}</p>
      <Problem text={problem} />
      {answer === null ? null : <Findings answer={answer} />}
    </section>
  );
}

function Findings({ answer: { findings, checkedAt } }: { readonly answer: DoctorAnswer }): JSX.Element {
  const { t } = usePreferences();
  return (
    <>
      <p class="note" role="status">
        {t('checkedAt', { time: formatMoment(checkedAt) })}
      </p>
      <Table
        caption={t('doctor')}
        rows={RANKS.flatMap((rank) => findings.filter(({ status }) => status === rank))}
        columns={[
          { head: t('status'), cell: ({ status }) => <span class={`badge ${status}`}>{t(`doctor.${status}`)}</span> },
          { head: t('check'), cell: ({ id }) => <code>{id}</code> },
          { head: t('finding'), cell: ({ finding }) => <span class="text">{finding}</span> },
          { head: t('whatToDo'), cell: ({ fix }) => <span class="text">{fix ?? ''}</span> },
        ]}
      />
    </>
  );
}
