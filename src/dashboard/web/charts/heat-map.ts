import type { EChartsCoreOption } from 'echarts/core';
import type { Heat, HeatRow } from '../../api/day.ts';
import { formatPercent, shorten } from '../lib/format.ts';
import { baseOption, type Colours } from './colours.ts';

/** Share of an hour in which a table, or the tables of a store, were in use. */
export function useShare({ use, capacity }: HeatRow, hour: number): number {
  const there = Number(capacity[hour] ?? '0');
  return there === 0 ? 0 : Number(use[hour] ?? '0') / there;
}

export function heatMap({ rows, hours }: Heat, colours: Colours): EChartsCoreOption {
  const { axis, ...base } = baseOption(colours);
  const cells = rows.flatMap((row, y) => hours.map((_, x) => [x, y, Math.round(useShare(row, x) * 1000) / 1000]));
  return {
    ...base,
    grid: { left: 8, right: 8, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      ...base.tooltip,
      formatter: ({ value: [x = 0, y = 0, share = 0] }: { value: number[] }) =>
        `${rows[y]?.label ?? ''}  ${hours[x] ?? ''}:00  ${formatPercent(share)}`,
    },
    xAxis: { type: 'category', data: hours.map(String), ...axis, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ label }) => shorten(label, 12)),
      ...axis,
      splitLine: { show: false },
    },
    visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: colours.heat } },
    series: [
      {
        type: 'heatmap',
        data: cells,
        cursor: 'pointer',
        itemStyle: { borderColor: colours.surface, borderWidth: 1.5, borderRadius: 3 },
      },
    ],
  };
}
