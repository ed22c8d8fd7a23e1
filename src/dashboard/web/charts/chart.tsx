import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { usePreferences } from '../lib/preferences.ts';
import { type Colours, readColours } from './colours.ts';

interface ChartProps {
  readonly title: string;
  /** Height in pixels. */
  readonly height: number;
  /** What to draw, in the colours of the theme. */
  readonly option: (colours: Colours) => EChartsCoreOption;
  /** The same as a table, for those who cannot see the drawing or want the digits. */
  readonly table: ComponentChildren;
  /** Called with the position of the point that was clicked. */
  readonly onPoint?: (index: number) => void;
  /** Gets a function that gives the drawing as a PNG. */
  readonly onReady?: (toPng: () => string) => void;
  readonly note?: ComponentChildren;
}

/** A card with a chart that can be turned into a table. */
export function Chart({ title, height, option, table, onPoint, onReady, note }: ChartProps): JSX.Element {
  const { t, theme } = usePreferences();
  const [isTable, setIsTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = box;
    if (current === null || isTable) return undefined;
    let chart: EChartsType | null = null;
    let isGone = false;
    const resize = new ResizeObserver(() => chart?.resize());
    void import('./echarts.ts').then(({ init }) => {
      if (isGone) return;
      chart = init(current, null, { renderer: 'canvas' });
      chart.setOption(option(readColours()));
      chart.on('click', ({ dataIndex }) => onPoint?.(dataIndex));
      onReady?.(() => chart?.getDataURL({ pixelRatio: 2, backgroundColor: readColours().surface }) ?? '');
      resize.observe(current);
    });
    return () => {
      isGone = true;
      resize.disconnect();
      chart?.dispose();
    };
  }, [option, theme, isTable]);
  return (
    <section class="card" aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          {t(isTable ? 'asChart' : 'asTable')}
        </button>
      </header>
      {note}
      {isTable ? (
        table
      ) : (
        <div
          ref={box}
          class="chart"
          role="img"
          aria-label={`${title}: ${t('asTable')}`}
          style={{ height: `${height}px` }}
        />
      )}
    </section>
  );
}
