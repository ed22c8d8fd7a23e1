import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { TEXTS, type TextName } from './texts.ts';

export type Language = 'zh' | 'en';
export type Theme = 'light' | 'dark';

/** How the reader wants the pages. */
export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** A text in the language of the reader; `{name}` parts are filled in. */
  readonly t: (name: TextName, parts?: Readonly<Record<string, string>>) => string;
  /** The one of a pair that the reader reads. */
  readonly pick: (pair: { readonly zh: string; readonly en: string }) => string;
}

export function preferencesOf(language: Language, theme: Theme): Preferences {
  const at = language === 'zh' ? 0 : 1;
  return {
    language,
    theme,
    t: (name, parts = {}) => TEXTS[name][at].replace(/\{(\w+)\}/g, (whole, part: string) => parts[part] ?? whole),
    pick: (pair) => pair[language],
  };
}

export const PreferencesContext = createContext<Preferences>(preferencesOf('zh', 'light'));

export function usePreferences(): Preferences {
  return useContext(PreferencesContext);
}

const isDarkWanted = (): boolean => window.matchMedia('(prefers-color-scheme: dark)').matches;

/** What was chosen earlier, or else what the browser asks for. */
export function readStored(): { readonly language: Language; readonly theme: Theme } {
  const language = stored('language');
  const theme = stored('theme');
  return {
    language: language === 'zh' || language === 'en' ? language : navigator.language.startsWith('zh') ? 'zh' : 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : isDarkWanted() ? 'dark' : 'light',
  };
}

/** A browser may forbid storage; then a choice holds as long as the page is open. */
export function store(name: 'language' | 'theme', value: string): void {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    return;
  }
}

function stored(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}
