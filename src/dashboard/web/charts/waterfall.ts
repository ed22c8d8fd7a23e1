import type { EChartsCoreOption } from 'echarts/core';
import type { BridgeStep } from '../../api/day.ts';
import { formatMoney } from '../lib/format.ts';
import { baseOption, type Colours } from './colours.ts';

/** Totals stand on the ground, steps hang between them. Numbers are for pixels; the hints show the text. */
export function waterfall(
  steps: readonly BridgeStep[],
  nameOf: (step: BridgeStep) => string,
  colours: Colours,
): EChartsCoreOption {
  const { axis, ...base } = baseOption(colours);
  const bars = toBars(steps);
  const isNarrow = window.innerWidth < 640;
  const label = { color: colours.muted, overflow: 'break' } as const;
  return {
    ...base,
    grid: { left: 8, right: isNarrow ? 60 : 72, top: 8, bottom: 8, containLabel: true },
    tooltip: {
      ...base.tooltip,
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const step = steps[dataIndex];
        return step === undefined ? '' : `${nameOf(step)}  ${formatMoney(step.amount)}`;
      },
    },
    // Lying down: names of steps are long and break into lines, and phones are narrow.
    yAxis: {
      type: 'category',
      inverse: true,
      data: steps.map(nameOf),
      ...axis,
      axisLabel: isNarrow ? { ...label, width: 104, fontSize: 11, lineHeight: 13 } : { ...label, width: 220 },
      splitLine: { show: false },
    },
    // There every bar says its amount, and needs the room that a scale would take.
    xAxis: { type: 'value', ...axis, ...(isNarrow ? { max: 'dataMax', axisLabel: { show: false } } : {}) },
    series: [
      {
        type: 'bar',
        stack: 'all',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: bars.map(({ base: from }) => from),
      },
      {
        type: 'bar',
        stack: 'all',
        cursor: 'pointer',
        barMaxWidth: 18,
        itemStyle: { borderRadius: 3 },
        label: {
          show: true,
          position: 'right',
          fontSize: isNarrow ? 10 : 12,
          color: colours.muted,
          formatter: ({ dataIndex }: { dataIndex: number }) => formatMoney(steps[dataIndex]?.amount ?? '0'),
        },
        data: bars.map(({ size, kind }) => ({ value: size, itemStyle: { color: colours[kind] } })),
      },
    ],
  };
}

interface Bar {
  readonly base: number;
  readonly size: number;
  readonly kind: 'accent' | 'plus' | 'minus';
}

function toBars(steps: readonly BridgeStep[]): Bar[] {
  let level = 0;
  return steps.map(({ amount, isTotal }) => {
    const value = Number(amount);
    if (isTotal) {
      level = value;
      return { base: Math.min(0, value), size: Math.abs(value), kind: 'accent' };
    }
    const from = level;
    level += value;
    return { base: Math.min(from, level), size: Math.abs(value), kind: value < 0 ? 'minus' : 'plus' };
  });
}
