import type { JSX } from 'preact';
import type { ShownStore } from '../../../api/settings.ts';
import { Blank } from '../../components/states.tsx';
import { TableCard } from '../../components/table.tsx';
import { usePreferences } from '../../lib/preferences.ts';

/** The stores that are known, and what each goes by. */
export function StoreList({ stores }: { readonly stores: readonly ShownStore[] }): JSX.Element {
  const { t } = usePreferences();
  if (stores.length === 0) {
    return (
      <Blank title={t('noStore')}>
        <p>{t('noStoreHint')}</p>
      </Blank>
    );
  }
  return (
    <TableCard
      caption={t('storesOf')}
      rows={stores}
      columns={[
        { head: t('store'), cell: ({ siteId, name }) => (name === '' ? siteId : `${name} (${siteId})`) },
        {
          head: t('status'),
          cell: ({ isEnabled }) => (
            <span class={isEnabled ? 'badge good' : 'badge NONE'}>{t(isEnabled ? 'on' : 'off')}</span>
          ),
        },
        { head: t('timezone'), cell: ({ timezone }) => timezone },
        { head: t('dayStart'), cell: ({ startHour }) => `${String(startHour).padStart(2, '0')}:00` },
        { head: t('historyFrom'), cell: ({ historyFrom }) => historyFrom ?? t('notSet') },
        {
          head: t('token'),
          cell: ({ tokenEnv, hasToken }) => (
            <span class={hasToken ? '' : 'down'}>
              {t(hasToken ? 'tokenThere' : 'tokenMissing', { name: tokenEnv })}
            </span>
          ),
        },
      ]}
    />
  );
}
