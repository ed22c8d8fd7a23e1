import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Pair } from '../../api/named.ts';
import { Problem } from '../components/states.tsx';
import { post, saidOf } from '../lib/api.ts';
import { usePreferences } from '../lib/preferences.ts';

interface LoginProps {
  /** True when somebody was logged in and is no more. */
  readonly isOver: boolean;
  readonly onEntered: () => void;
}

/** Login by password; the token of a one-time link stands behind the # and logs in by itself. */
export function LoginPage({ isOver, onEntered }: LoginProps): JSX.Element {
  const { t, pick } = usePreferences();
  const [problem, setProblem] = useState<Pair | null>(null);
  const [link] = useState(() => window.location.hash.slice(1));
  const enter = (path: string, body: object): void => {
    setProblem(null);
    post(path, body).then(onEntered, (error: unknown) => setProblem(saidOf(error)));
  };
  useEffect(() => {
    if (link === '') return;
    window.history.replaceState(null, '', window.location.pathname);
    enter('/login/link', { link });
  }, []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    enter('/login', { user: form.get('user'), password: form.get('password') });
  };
  return (
    <main class="login">
      <form class="card" onSubmit={submit}>
        <h1>
          <span class="ball" aria-hidden="true">
            8
          </span>
          {t('title')}
        </h1>
        {isOver ? <p class="notice">{t('sessionOver')}</p> : null}
        {link !== '' && problem === null ? <p role="status">{t('linkLogin')}</p> : null}
        <label>
          {t('user')}
          <input name="user" autocomplete="username" required />
        </label>
        <label>
          {t('password')}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <Problem text={problem === null ? null : pick(problem)} />
        <button type="submit" class="main">
          {t('login')}
        </button>
        <p class="note">{t('loginHint')}</p>
      </form>
    </main>
  );
}
