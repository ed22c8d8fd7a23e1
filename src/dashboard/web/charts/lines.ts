import type { EChartsCoreOption } from 'echarts/core';
import type { TrendsAnswer } from '../../api/trends.ts';
import { formatFigure, shorten, type Unit } from '../lib/format.ts';
import { baseOption, type Colours } from './colours.ts';

interface LinesOf {
  readonly trends: TrendsAnswer;
  readonly unit: Unit;
  readonly nameOf: (siteId: string | null) => string;
}

/** A line for each store, or one for all; days without figures leave a gap. Hours instead of seconds on the axis. */
export function lines({ trends: { dates, series }, unit, nameOf }: LinesOf, colours: Colours): EChartsCoreOption {
  const { axis, ...base } = baseOption(colours);
  const scale = unit === 'seconds' ? 3600 : 1;
  return {
    ...base,
    color: [...colours.series],
    grid: { left: 8, right: 20, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: { show: series.length > 1, type: 'scroll', top: 0, textStyle: { color: colours.text } },
    tooltip: {
      ...base.tooltip,
      trigger: 'axis',
      formatter: (points: readonly { dataIndex: number; seriesIndex: number }[]) => {
        const index = points[0]?.dataIndex ?? 0;
        const told = points.map(({ seriesIndex }) => {
          const one = series[seriesIndex];
          const value = one?.values[index] ?? null;
          return `${shorten(nameOf(one?.siteId ?? null), 24)}  ${value === null ? '–' : formatFigure(unit, value)}`;
        });
        return [dates[index] ?? '', ...told].join('\n');
      },
    },
    xAxis: { type: 'category', data: dates, boundaryGap: false, ...axis, splitLine: { show: false } },
    yAxis: { type: 'value', ...axis, axisLine: { show: false } },
    series: series.map(({ siteId, values }) => ({
      type: 'line',
      name: shorten(nameOf(siteId), 24),
      showSymbol: dates.length <= 31,
      symbolSize: 6,
      lineStyle: { width: 2 },
      areaStyle: series.length === 1 ? { opacity: 0.08 } : undefined,
      data: values.map((value) => (value === null ? null : Number(value) / scale)),
    })),
  };
}
