import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownSetting } from '../../../api/settings.ts';
import { Table } from '../../components/table.tsx';
import { usePreferences } from '../../lib/preferences.ts';

/** Every setting as it counts now, and where it comes from. */
export function Configuration({ settings }: { readonly settings: readonly ShownSetting[] }): JSX.Element {
  const { t, pick } = usePreferences();
  const [isAll, setIsAll] = useState(true);
  const shown = isAll ? settings : settings.filter(({ layer }) => layer !== 'default');
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('configuration')}</h2>
        <button type="button" aria-pressed={!isAll} onClick={() => setIsAll(!isAll)}>
          {t('onlyStated')}
        </button>
      </div>
      <p class="note">{t('configurationHint')}</p>
      <Table
        caption={t('configuration')}
        rows={shown}
        columns={[
          { head: t('setting'), cell: ({ key }) => <code>{key}</code> },
          {
            head: t('value'),
            cell: ({ value }) =>
              value === '' ? <span class="muted">{t('notSet')}</span> : <code class="value-text">{value}</code>,
          },
          {
            head: t('layer'),
            cell: ({ layer }) => (
              <span class={layer === 'default' ? 'one-line muted' : 'one-line stated'}>{t(`layer.${layer}`)}</span>
            ),
          },
          { head: t('meaning'), cell: (setting) => <span class="text">{pick(setting)}</span> },
        ]}
      />
    </section>
  );
}
