import { chance } from '../chance.ts';
import type { DataRequest } from '../data-request.ts';
import { withoutHead, withoutPositions } from '../row-list.ts';
import type { Effects, SwitchContext, SwitchDefinition } from './effects.ts';
import type { OptionReader } from './option-reader.ts';

const lostRow: SwitchDefinition = {
  name: 'M-LOST-ROW',
  meaning: 'a row of page 1 is deleted once page 1 was served, so that a row slips between two pages',
  value: 'walks',
  options: { walks: 'how often a row is deleted, at most once a reading of page 1 (1)' },
  touches: (endpoint) => endpoint.paged,
  create: createLostRow,
};

function createLostRow(options: OptionReader, context: SwitchContext): Effects {
  const walks = options.count('walks', 1);
  const deleted = new Map<string, number[]>();
  return {
    page(view, request) {
      if (view.list.total <= request.limit) return view;
      const walk = walkName(request);
      const positions = deleted.get(walk) ?? [];
      const list = withoutPositions(view.list, positions);
      if (request.page === 1 && positions.length < walks) {
        deleted.set(walk, withOneMore(positions, chance(context.seed, 'lost', walk, positions.length), request.limit));
      }
      return { ...view, list, total: list.total };
    },
  };
}

/** The deleted positions, ascending, and one more on page 1 that is not among them. */
function withOneMore(positions: readonly number[], draw: number, pageRows: number): number[] {
  let position = Math.floor(draw * pageRows);
  while (positions.includes(position)) position += 1;
  return [...positions, position].sort((left, right) => left - right);
}

const pageDrift: SwitchDefinition = {
  name: 'M-PAGE-DRIFT',
  meaning: 'new rows appear at the head while a walk is under way, so that rows slide to the next page',
  value: 'rows',
  options: { rows: 'rows that appear after each page served (1)', pages: 'pages after which it stops (5)' },
  touches: (endpoint) => endpoint.paged && endpoint.table !== 'goods_stock_summary',
  create(options) {
    const rows = options.count('rows', 1);
    const pages = options.count('pages', 5);
    const served = new Map<string, number>();
    return {
      page(view, request) {
        if (view.list.total <= request.limit) return view;
        const walk = walkName(request);
        const before = served.get(walk) ?? 0;
        served.set(walk, before + 1);
        // The rows that "appear" are the newest real ones, held back until then: nothing is invented, all come in the end.
        const hidden = Math.min(rows * Math.max(0, pages - before), Math.floor(view.list.total / 2));
        const list = withoutHead(view.list, hidden);
        return { ...view, list, total: list.total };
      },
    };
  },
};

const overPage: SwitchDefinition = {
  name: 'M-OVERPAGE',
  meaning: 'a page after the last repeats the last page',
  value: 'answer',
  options: { answer: 'repeat (default) or empty' },
  touches: (endpoint) => endpoint.paged,
  create(options) {
    if (options.oneOf('answer', ['repeat', 'empty'], 'repeat') === 'empty') return {};
    return {
      page(view) {
        if (view.list.total === 0 || view.offset < view.list.total) return view;
        return { ...view, offset: Math.floor((view.list.total - 1) / view.limit) * view.limit };
      },
    };
  },
};

const dupPages: SwitchDefinition = {
  name: 'M-DUP-PAGES',
  meaning: 'the last row of a page comes once more as the first row of the next',
  value: 'share',
  options: { share: 'share of the pages after the first (1)' },
  touches: (endpoint) => endpoint.paged,
  create(options, context) {
    const share = options.share('share', 1);
    return {
      page(view, request) {
        if (view.offset === 0 || view.offset >= view.list.total) return view;
        if (chance(context.seed, 'dup', walkName(request), view.offset) >= share) return view;
        return { ...view, offset: view.offset - 1, limit: view.limit + 1 };
      },
    };
  },
};

const noTotal: SwitchDefinition = {
  name: 'M-NO-TOTAL',
  meaning: 'the total is missing or wrong',
  value: 'total',
  options: { total: 'missing (default), tooSmall or tooLarge', by: 'how far off it is (1)' },
  touches: (endpoint) => endpoint.totalPath !== null,
  create(options) {
    const kind = options.oneOf('total', ['missing', 'tooSmall', 'tooLarge'], 'missing');
    const by = options.count('by', 1);
    return {
      page(view) {
        if (view.total === null || kind === 'missing') return { ...view, total: null };
        return { ...view, total: kind === 'tooSmall' ? Math.max(0, view.total - by) : view.total + by };
      },
    };
  },
};

/** Names what a walk reads, the same for all its pages. */
function walkName(request: DataRequest): string {
  const { table, siteId, from, to } = request.query;
  return [table, siteId, from ?? '', to ?? ''].join('|');
}

/** Switches that change which rows a page shows. */
export const PAGING_SWITCHES: readonly SwitchDefinition[] = [lostRow, pageDrift, overPage, dupPages, noTotal];
