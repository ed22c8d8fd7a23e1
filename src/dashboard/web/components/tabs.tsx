import type { JSX } from 'preact';
import { usePreferences } from '../lib/preferences.ts';
import { hrefOf } from '../lib/router.ts';
import type { TextName } from '../lib/texts.ts';

interface TabsProps<View extends TextName> {
  readonly label: TextName;
  readonly path: string;
  readonly views: readonly View[];
  readonly view: View;
  readonly store?: string | undefined;
}

/** The views of a page; each has an address. */
export function Tabs<View extends TextName>({ label, path, views, view, store }: TabsProps<View>): JSX.Element {
  const { t } = usePreferences();
  return (
    <nav class="choice tabs" aria-label={t(label)}>
      {views.map((one) => (
        <a
          key={one}
          class="button"
          href={hrefOf(path, { view: one, store })}
          aria-current={one === view ? 'page' : undefined}
        >
          {t(one)}
        </a>
      ))}
    </nav>
  );
}
