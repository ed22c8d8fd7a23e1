import type { ComponentChildren, JSX } from 'preact';
import type { ApiError } from '../lib/api.ts';
import { usePreferences } from '../lib/preferences.ts';
import type { Loaded } from '../lib/use-load.ts';

/** A page that has nothing to show, why, and the way on. */
export function Blank({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <section class="blank">
      <h1>{title}</h1>
      {children}
    </section>
  );
}

/** Says that something is out of reach and is tried again; what was read before may stand below. */
export function Away({ error, hasData }: { readonly error: ApiError; readonly hasData: boolean }): JSX.Element {
  const { t } = usePreferences();
  return (
    <p class="notice warn" role="status">
      {t(error.status === 503 ? 'gone' : 'serverGone')} {hasData ? t('staleShown') : ''}
    </p>
  );
}

/** Shows what was loaded, or what became of it. */
export function Ready<T>({
  loaded,
  children,
}: {
  readonly loaded: Loaded<T>;
  readonly children: (data: T) => ComponentChildren;
}): JSX.Element {
  const { t, pick } = usePreferences();
  const { data, error, isLoading } = loaded;
  if (data === null && error !== null && !error.isPassing) {
    return (
      <Blank title={t('failed')}>
        <p>{pick(error.said)}</p>
        <p>
          <a href="/">{t('latest')}</a>
        </p>
      </Blank>
    );
  }
  return (
    <>
      {error === null ? null : <Away error={error} hasData={data !== null} />}
      {data === null ? (
        <p class="loading" role="status">
          {error === null ? t('loading') : ''}
        </p>
      ) : null}
      {data === null ? null : <div class={isLoading ? 'page dim' : 'page'}>{children(data)}</div>}
    </>
  );
}

/** What was refused, told to everybody at once; nothing where nothing was. */
export function Problem({ text }: { readonly text: string | null }): JSX.Element | null {
  if (text === null) return null;
  return (
    <p class="notice bad" role="alert">
      {text}
    </p>
  );
}
