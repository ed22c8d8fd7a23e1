import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { isDate } from '../lib/format.ts';
import { usePreferences } from '../lib/preferences.ts';

interface DateFieldProps {
  readonly name?: string;
  readonly value?: string;
  readonly required?: boolean;
  /** Told of dates only, never of half a one. */
  readonly onDate?: (date: string) => void;
}

/**
 * A day as `2026-11-22`, typed or picked. A date field of the browser would write it in the language of the browser, which
 * need not be that of the page; so only its calendar is used.
 */
export function DateField({ name, value, required, onDate }: DateFieldProps): JSX.Element {
  const { t } = usePreferences();
  const text = useRef<HTMLInputElement>(null);
  const calendar = useRef<HTMLInputElement>(null);
  const tell = (date: string): void => {
    const isRight = date === '' || isDate(date);
    text.current?.setCustomValidity(isRight ? '' : t('dateForm'));
    if (!isRight) text.current?.reportValidity();
    if (isDate(date)) onDate?.(date);
  };
  const pick = (): void => {
    const [{ current: field }, { current: days }] = [text, calendar];
    if (field === null || days === null) return;
    days.value = isDate(field.value) ? field.value : '';
    days.showPicker();
  };
  const onPicked = (date: string): void => {
    if (text.current === null || date === '') return;
    text.current.value = date;
    tell(date);
  };
  return (
    <span class="date">
      <input
        ref={text}
        name={name}
        value={value}
        required={required}
        inputMode="numeric"
        autoComplete="off"
        maxLength={10}
        placeholder={t('dateForm')}
        onInput={({ currentTarget }) => currentTarget.setCustomValidity('')}
        onChange={({ currentTarget }) => tell(currentTarget.value.trim())}
      />
      <button type="button" class="quiet" aria-label={t('calendar')} title={t('calendar')} onClick={pick}>
        <span aria-hidden="true">▾</span>
      </button>
      <input
        ref={calendar}
        class="calendar"
        type="date"
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => onPicked(currentTarget.value)}
      />
    </span>
  );
}
