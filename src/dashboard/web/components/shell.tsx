import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isAtLeast } from '../../api/roles.ts';
import type { LoggedIn } from '../../api/session.ts';
import { post } from '../lib/api.ts';
import { type Language, type Theme, usePreferences } from '../lib/preferences.ts';
import { usePlace } from '../lib/router.ts';
import { PAGES } from '../pages.ts';

interface ShellProps {
  readonly session: LoggedIn;
  readonly children: ComponentChildren;
  readonly onLanguage: (language: Language) => void;
  readonly onTheme: (theme: Theme) => void;
  readonly onLogout: () => void;
}

/** What stands around every page: the way to the others, language, light or dark, and the way out. */
export function Shell({ children, ...tools }: ShellProps): JSX.Element {
  const { session } = tools;
  const { t } = usePreferences();
  const { path, query } = usePlace();
  const links = PAGES.filter((page) => page.name !== undefined && isAtLeast(session.role, page.access));
  const kept = new URLSearchParams(query['store'] === undefined ? {} : { store: query['store'] }).toString();
  const nav = useRef<HTMLElement>(null);
  // On a phone the pages stand in one line that is wider than the screen.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <span class="ball" aria-hidden="true">
            8
          </span>
          {t('title')}
        </a>
        <nav aria-label={t('title')} ref={nav}>
          {links.map((page) => (
            <a
              key={page.path}
              href={kept === '' ? page.path : `${page.path}?${kept}`}
              aria-current={path.startsWith(page.path) ? 'page' : undefined}
            >
              {page.name === undefined ? '' : t(page.name)}
            </a>
          ))}
        </nav>
        <Tools {...tools} />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Tools({ session, onLanguage, onTheme, onLogout }: Omit<ShellProps, 'children'>): JSX.Element {
  const { t, language, theme } = usePreferences();
  return (
    <div class="tools">
      <button
        type="button"
        class="quiet"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => onLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {t('language')}
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={t('theme')}
        title={t('theme')}
        onClick={() => onTheme(theme === 'dark' ? 'light' : 'dark')}
      >
        {theme === 'dark' ? '☀' : '☾'}
      </button>
      <button
        type="button"
        class="quiet"
        title={session.user}
        onClick={() => void post('/logout', {}).finally(onLogout)}
      >
        {t('logout')}
      </button>
    </div>
  );
}
