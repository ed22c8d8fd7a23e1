import type { Language } from '../../base/language.ts';
import type { Side } from '../../compare/catalogue.ts';
import type { Comparison, TableComparison } from '../../compare/report.ts';
import { type Html, html, NOTHING } from '../../quality/report/page/html.ts';
import { renderShell } from '../../quality/report/page/shell.ts';
import { differingFigures, nameOf, renderKey, shown } from './compare.ts';
import { renderCount } from './table.ts';

const WORDS = {
  zh: {
    htmlLanguage: 'zh-CN',
    title: '数据库比对',
    side: { left: '左', right: '右' },
    equal: '一致',
    different: '有差异',
    table: '表',
    verdict: '结论',
    rows: '行数',
    onlyLeft: '仅左侧',
    onlyRight: '仅右侧',
    changed: '值不同',
    tolerated: '容差内',
    column: '列',
    key: '主键',
    only: (side: Side, what: string) => `仅${side === 'left' ? '左' : '右'}侧有${what}`,
    nearest: (name: string) => `是否即 ${name}?是则写入 --mapping`,
    unlike: (left: string, right: string, hint: string) =>
      `未比较:左 ${left},右 ${right};请在 --mapping 中写明 ${hint}`,
    repeated: (left: number, right: number) => `主键不唯一:左 ${left} 行、右 ${right} 行重复`,
    range: '时间范围',
    tolerance: '容差',
    figures: { NULLs: '空值数', sum: '合计', first: '最早', last: '最晚' },
  },
  en: {
    htmlLanguage: 'en',
    title: 'Comparison of two databases',
    side: { left: 'Left', right: 'Right' },
    equal: 'equal',
    different: 'different',
    table: 'Table',
    verdict: 'Verdict',
    rows: 'Rows',
    onlyLeft: 'Only left',
    onlyRight: 'Only right',
    changed: 'Changed',
    tolerated: 'Tolerated',
    column: 'Column',
    key: 'Key',
    only: (side: Side, what: string) => `only on the ${side}: ${what}`,
    nearest: (name: string) => `is it ${name}? then say so in --mapping`,
    unlike: (left: string, right: string, hint: string) =>
      `not compared: ${left} left, ${right} right; state ${hint} in --mapping`,
    repeated: (left: number, right: number) =>
      `the key is not unique: ${left} rows left, ${right} rows right repeat one`,
    range: 'Range',
    tolerance: 'Tolerance',
    figures: { NULLs: 'NULLs', sum: 'sum', first: 'first', last: 'last' },
  },
} as const;

type Words = (typeof WORDS)[Language];

/** The comparison as one HTML page. */
export function renderComparisonPage(comparison: Comparison, language: Language): string {
  const words = WORDS[language];
  const { left, right, from, to, tolerance, comparedAt } = comparison;
  const range = from === null && to === null ? NOTHING : html` · ${words.range} [${from ?? '…'}, ${to ?? '…'})`;
  const body = html`<header><h1>${words.title}: ${comparison.equal ? words.equal : words.different}</h1>
<p>${words.side.left} ${left.place}, ${left.schema} · ${words.side.right} ${right.place}, ${right.schema}</p>
<p>${comparedAt} · ${words.tolerance} ${tolerance}${range}</p></header>
${overview(comparison, words)}
${comparison.tables.filter((table) => !table.equal).map((table) => details(table, words))}`;
  return renderShell(words, body);
}

function overview({ tables, oneSided }: Comparison, words: Words): Html {
  const heads = [words.table, words.verdict];
  const numbers = [
    `${words.rows} (${words.side.left})`,
    `${words.rows} (${words.side.right})`,
    words.onlyLeft,
    words.onlyRight,
    words.changed,
    words.tolerated,
  ];
  const rows = tables.map((one) => {
    const figures = [
      Number(one.rows.left),
      Number(one.rows.right),
      one.onlyLeft,
      one.onlyRight,
      one.changed,
      one.tolerated,
    ];
    return html`<tr><th scope="row">${nameOf(one)}</th><td>${one.equal ? words.equal : words.different}</td>
${figures.map((figure) => html`<td class="amount">${renderCount(figure)}</td>`)}</tr>`;
  });
  return html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}
${numbers.map((head) => html`<th class="amount">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>
${oneSidedList(oneSided, words.table, words)}`;
}

function oneSidedList(list: Comparison['oneSided'], what: string, words: Words): Html {
  if (list.length === 0) return NOTHING;
  const items = list.map(({ side, name, nearest }) => {
    const hint = nearest === null ? '' : ` (${words.nearest(nearest)})`;
    return html`<li>${words.only(side, what)} <code>${name}</code>${hint}</li>`;
  });
  return html`<ul>${items}</ul>`;
}

function details(table: TableComparison, words: Words): Html {
  const { repeatedKeys: repeated } = table;
  return html`<article><h2>${nameOf(table)} <small>${words.key}: ${table.key.join(', ')}</small></h2>
${oneSidedList(table.oneSided, words.column, words)}
<ul>${table.unlike.map((one) => html`<li><code>${nameOf(one)}</code> ${words.unlike(one.types.left, one.types.right, one.hint)}</li>`)}</ul>
${repeated.left + repeated.right === 0 ? NOTHING : html`<p>${words.repeated(repeated.left, repeated.right)}</p>`}
${columnTable(table, words)}
${sampleTable(table, words)}
</article>`;
}

function columnTable({ columns }: TableComparison, words: Words): Html {
  const differing = columns.filter((column) => column.changed > 0 || differingFigures(column).length > 0);
  if (differing.length === 0) return NOTHING;
  const rows = differing.map((column) => {
    const figures = differingFigures(column).map(
      ({ name, left, right }) => html`<div>${words.figures[name]}: ${shown(left)} → ${shown(right)}</div>`,
    );
    return html`<tr><th scope="row"><code>${nameOf(column)}</code></th><td class="amount">${renderCount(column.changed)}</td><td>${figures}</td></tr>`;
  });
  return html`<div class="wide"><table><thead><tr><th>${words.column}</th><th class="amount">${words.changed}</th><th></th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function sampleTable({ samples }: TableComparison, words: Words): Html {
  const line = (kind: string, key: string, what: Html): Html =>
    html`<tr><td>${kind}</td><td><code>${key}</code></td><td>${what}</td></tr>`;
  const rows = [
    ...samples.onlyLeft.map((row) => line(words.onlyLeft, renderKey(row), NOTHING)),
    ...samples.onlyRight.map((row) => line(words.onlyRight, renderKey(row), NOTHING)),
    ...samples.changed.map((row) => {
      const what = row.columns.map(
        ({ name, left, right }) => html`<div><code>${name}</code>: ${shown(left)} → ${shown(right)}</div>`,
      );
      return line(words.changed, renderKey(row), html`${what}`);
    }),
  ];
  if (rows.length === 0) return NOTHING;
  return html`<div class="wide"><table><thead><tr><th></th><th>${words.key}</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
