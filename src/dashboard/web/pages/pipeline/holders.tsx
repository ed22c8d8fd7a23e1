import type { JSX } from 'preact';
import type { ShownHolder } from '../../../api/pipeline.ts';
import { formatMoment } from '../../lib/moments.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { hrefOf } from '../../lib/router.ts';

/** Who writes which store now. */
export function Holders({ holders }: { readonly holders: readonly ShownHolder[] }): JSX.Element {
  const { t } = usePreferences();
  return (
    <section class="card">
      <h2>{t('atWork')}</h2>
      {holders.length === 0 ? <p class="note">{t('nobodyAtWork')}</p> : null}
      {holders.map(({ siteId, storeName, holder, host, since, progress, runId }) => (
        <p key={siteId} class="note">
          <span class="badge RUNNING">{storeName}</span> {t('holderIs', { holder, host, since: formatMoment(since) })}
          {progress === '' ? '' : ` · ${progress}`}
          {runId === null ? null : (
            <>
              {' · '}
              <a href={hrefOf('/pipeline', { run: runId })}>{t('toRun')}</a>
            </>
          )}
        </p>
      ))}
    </section>
  );
}
