import { useEffect, useState } from 'preact/hooks';

/** Where the reader is. */
export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

type Listener = () => void;
const listeners = new Set<Listener>();

function readPlace(): Place {
  const { pathname, search } = window.location;
  const given = [...new URLSearchParams(search)].filter(([, value]) => value !== '');
  return { path: pathname, query: Object.fromEntries(given) };
}

/** Address of a page; what is empty is left out. */
export function hrefOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  const search = new URLSearchParams(given).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Goes to an address without loading the page anew; `replace` leaves no step to go back to. */
export function navigate(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, '', href);
  else window.history.pushState(null, '', href);
  if (!replace) window.scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/** The present place; the component is drawn anew when it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const update = (): void => setPlace(readPlace());
    listeners.add(update);
    window.addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      window.removeEventListener('popstate', update);
    };
  }, []);
  return place;
}

/** Makes plain links to our own pages change the place; with a modifier key the browser does what it always does. */
export function followLinks(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (link === null || !isPlain || !isPage(link)) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

/** Not a file, not another site, not a place further down on the same page. */
function isPage(link: HTMLAnchorElement): boolean {
  if (link.hasAttribute('download') || link.origin !== window.location.origin) return false;
  return !link.pathname.startsWith('/api/') && link.getAttribute('href')?.startsWith('#') !== true;
}
