import type { JSX } from 'preact';
import type { StoresAnswer } from '../../api/day.ts';
import { shiftDate } from '../lib/format.ts';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf, navigate, usePlace } from '../lib/router.ts';
import { DateField } from './date-field.tsx';

/** Chooses the day and the store; both are in the address, so that a page can be sent to somebody. */
export function DayPicker({ stores, date }: { readonly stores: StoresAnswer; readonly date: string }): JSX.Element {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const go = (change: Readonly<Record<string, string>>): void => navigate(hrefOf(path, { ...query, ...change }));
  return (
    <div class="picker">
      <button
        type="button"
        aria-label={t('previous')}
        title={t('previous')}
        onClick={() => go({ date: shiftDate(date, -1) })}
      >
        ‹
      </button>
      <label>
        <span class="hidden">{t('date')}</span>
        <DateField value={date} onDate={(chosen) => go({ date: chosen })} />
      </label>
      <button
        type="button"
        aria-label={t('next')}
        title={t('next')}
        disabled={stores.lastDate !== null && date >= stores.lastDate}
        onClick={() => go({ date: shiftDate(date, 1) })}
      >
        ›
      </button>
      <StorePicker stores={stores} />
    </div>
  );
}

export function StorePicker({ stores: { stores } }: { readonly stores: StoresAnswer }): JSX.Element | null {
  const { t } = usePreferences();
  const { path, query } = usePlace();
  if (stores.length < 2) return null;
  return (
    <label>
      <span class="hidden">{t('store')}</span>
      <select
        value={query['store'] ?? 'all'}
        onChange={({ currentTarget: { value } }) => navigate(hrefOf(path, { ...query, store: value }))}
      >
        <option value="all">{t('allStores')}</option>
        {stores.map(({ siteId, name }) => (
          <option key={siteId} value={siteId}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
