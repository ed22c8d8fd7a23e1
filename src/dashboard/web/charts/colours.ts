/** The colours of the theme in force, as charts need them: read from the tokens of the style sheet. */
export interface Colours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly plus: string;
  readonly minus: string;
  readonly series: readonly string[];
  readonly heat: readonly string[];
}

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: read('text'),
    muted: read('muted'),
    line: read('line'),
    surface: read('surface'),
    accent: read('accent'),
    plus: read('plus'),
    minus: read('minus'),
    series: [1, 2, 3, 4, 5, 6].map((n) => read(`series-${n}`)),
    heat: [0, 1, 2, 3].map((n) => read(`heat-${n}`)),
  };
}

/** What all charts share. Hints are drawn on the canvas: HTML ones carry inline styles, which the content policy refuses. */
export function baseOption({ text, muted, line, surface }: Colours): {
  readonly animationDuration: number;
  readonly textStyle: object;
  readonly tooltip: object;
  readonly axis: object;
} {
  return {
    animationDuration: window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 300,
    textStyle: { fontFamily: 'system-ui, "PingFang SC", "Microsoft YaHei", sans-serif', color: text },
    tooltip: {
      renderMode: 'richText',
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: text, fontSize: 13 },
      confine: true,
    },
    axis: {
      axisLabel: { color: muted },
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: line } },
    },
  };
}
