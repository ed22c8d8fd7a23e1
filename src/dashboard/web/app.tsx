import type { ComponentType, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { SessionAnswer } from '../api/session.ts';
import { Shell } from './components/shell.tsx';
import { Away, Blank } from './components/states.tsx';
import { setCsrfWord, whenSessionIsOver } from './lib/api.ts';
import { PreferencesContext, preferencesOf, readStored, store, usePreferences } from './lib/preferences.ts';
import { followLinks, navigate, usePlace } from './lib/router.ts';
import { useLoad } from './lib/use-load.ts';
import { LoginPage } from './pages/login.tsx';
import { PAGES, type Page } from './pages.ts';

/** The whole dashboard: who is there, how they want it, and which page they are on. */
export function App(): JSX.Element {
  const [{ language, theme }, setChosen] = useState(readStored);
  const preferences = useMemo(() => preferencesOf(language, theme), [language, theme]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset['theme'] = theme;
    document.title = preferences.t('title');
  }, [preferences]);
  useEffect(() => {
    document.addEventListener('click', followLinks);
    return () => document.removeEventListener('click', followLinks);
  }, []);
  const choose = (name: 'language' | 'theme', value: string): void => {
    store(name, value);
    setChosen((old) => ({ ...old, [name]: value }));
  };
  return (
    <PreferencesContext.Provider value={preferences}>
      <Entrance onChoose={choose} />
    </PreferencesContext.Provider>
  );
}

/** Shows the pages to whoever is logged in, and the login to everybody else. */
function Entrance({
  onChoose,
}: {
  readonly onChoose: (name: 'language' | 'theme', value: string) => void;
}): JSX.Element {
  const [entries, setEntries] = useState(0);
  const [isOver, setIsOver] = useState(false);
  const { data: session, error } = useLoad<SessionAnswer>(`/session?${entries}`);
  const { path } = usePlace();
  useEffect(() => whenSessionIsOver(() => setIsOver(true)), []);
  if (session?.user !== null && session !== null) setCsrfWord(session.csrfWord);
  const enter = (): void => {
    setIsOver(false);
    setEntries((n) => n + 1);
    if (path === '/login') navigate('/', { replace: true });
  };
  if (session === null) return <main>{error === null ? null : <Away error={error} hasData={false} />}</main>;
  if (session.user === null || isOver || path === '/login') return <LoginPage isOver={isOver} onEntered={enter} />;
  return (
    <Shell
      session={session}
      onLanguage={(language) => onChoose('language', language)}
      onTheme={(theme) => onChoose('theme', theme)}
      onLogout={() => setEntries((n) => n + 1)}
    >
      <CurrentPage path={path === '/' ? '/day' : path} />
    </Shell>
  );
}

function CurrentPage({ path }: { readonly path: string }): JSX.Element | null {
  const { t } = usePreferences();
  const page = PAGES.find((one) => path === one.path || path.startsWith(`${one.path.replace(/\/$/, '')}/`));
  const [shown, setShown] = useState<{ readonly page: Page; readonly Content: ComponentType } | null>(null);
  useEffect(() => {
    void page?.load().then((Content) => setShown({ page, Content }));
  }, [page]);
  if (page === undefined) {
    return (
      <Blank title={t('notFound')}>
        <a href="/">{t('latest')}</a>
      </Blank>
    );
  }
  return shown === null || shown.page !== page ? null : <shown.Content />;
}
