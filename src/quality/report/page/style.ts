/** The whole look of the page: light and dark by what the reader's machine prefers, one column on a phone, ink saved on paper. */
export const STYLE = `
:root {
  --paper: #fff; --ink: #1c2430; --soft: #5b6675; --line: #dde2e8; --ground: #f3f5f8;
  --plus: #2f7d5b; --minus: #c2603f; --total: #33597f; --heat: #1f5f8b;
  --good: #2f7d5b; --warn: #a86a00; --bad: #b3261e; --quiet: #6b7684;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181e; --ink: #e4e8ee; --soft: #9aa5b3; --line: #2e3640; --ground: #1d232b;
    --plus: #58b98d; --minus: #e08a68; --total: #7aa7d6; --heat: #6cb6e8;
    --good: #58b98d; --warn: #e0a84a; --bad: #ff8078; --quiet: #8c97a5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: break-word;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); }
h2 small { font-size: .85rem; font-weight: 400; color: var(--soft); }
h3 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
header p, .note, figcaption { color: var(--soft); font-size: .875rem; margin: .3rem 0 0; }
code { font: .875em ui-monospace, "SF Mono", Consolas, monospace; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { font-weight: 500; text-align: left; }
thead th { color: var(--soft); font-size: .8rem; vertical-align: bottom; white-space: nowrap; }
.amount { text-align: right; padding-left: .5rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { display: block; }
ul, ol { margin: 0; padding: 0; list-style: none; }
.wide { overflow-x: auto; }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 0; }
.views div { background: var(--ground); border-radius: .5rem; padding: .75rem 1rem; }
.views dt { color: var(--soft); font-size: .85rem; }
.views dd { margin: 0; font-size: 1.3rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.strip { display: flex; flex-wrap: wrap; gap: .2rem; }
.mark { font-style: normal; border: 1px solid transparent; border-radius: .2rem; }
.strip .mark { width: 1.75rem; text-align: center; font-size: .75rem; line-height: 1.6rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .5rem 0; font-size: .85rem; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: .35rem; }
.legend .mark, .legend svg { width: .9rem; height: .9rem; display: inline-block; }
.mark.PUBLISHED { background: color-mix(in srgb, var(--good) 22%, var(--paper)); }
.mark.PROVISIONAL { border: 1px dashed var(--soft); }
.mark.STALE { background: var(--warn); color: var(--paper); }
.mark.BLOCKED { background: var(--bad); color: var(--paper); }
.plain { font-size: .9rem; margin: .5rem 0; }
figure { margin: 1rem 0 0; }
.daily { width: 100%; height: 6.5rem; border-bottom: 1px solid var(--line); }
.daily .frame { fill: var(--ground); stroke: var(--line); vector-effect: non-scaling-stroke; }
.daily .solid { fill: var(--total); }
.ends { display: flex; justify-content: space-between; color: var(--soft); font-size: .75rem; }
.bars th, .bars td { padding: .2rem .5rem .2rem 0; }
.bars tbody th { width: 30%; }
.bars .bar { width: 45%; min-width: 5rem; }
.bars .bar svg { width: 100%; height: 1.1rem; background: linear-gradient(var(--line), var(--line)) 0 0 / 1px 100% no-repeat; }
.bars tr.total th, .bars tr.total td { font-weight: 650; }
rect.plus { fill: var(--plus); } rect.minus { fill: var(--minus); } rect.total { fill: var(--total); }
.heat th, .heat td { padding: 1px .5rem 1px 0; }
.heat tbody th { width: 1%; max-width: 9rem; font-size: .8rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.heat td svg { width: 100%; height: 1.25rem; }
.heat .area th { color: var(--soft); font-size: .8rem; padding-top: .5rem; }
.hours { display: grid; grid-template-columns: repeat(24, 1fr); font-weight: 400; font-size: .7rem; }
.hours span { overflow: visible; white-space: nowrap; width: 0; }
rect.ground { fill: var(--ground); stroke: var(--paper); vector-effect: non-scaling-stroke; }
rect.heat { fill: var(--heat); stroke: var(--paper); vector-effect: non-scaling-stroke; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .5rem .75rem; }
details.FAIL, details.ERROR { border-left: 4px solid var(--bad); }
details.WARN { border-left: 4px solid var(--warn); }
details p { margin: .4rem 0; font-size: .9rem; }
summary { cursor: pointer; }
summary .count { color: var(--soft); font-size: .85rem; white-space: nowrap; }
.status { font-size: .75rem; font-weight: 650; border-radius: .25rem; padding: .05rem .4rem; border: 1px solid currentColor; }
.status.PASS { color: var(--good); }
.status.FAIL, .status.ERROR { color: var(--paper); background: var(--bad); border-color: var(--bad); }
.status.WARN { color: var(--warn); }
.status.INFO, .status.SNOOZED, .status.NO_HISTORY { color: var(--quiet); }
.message { color: var(--bad); }
.keys th, .keys td { padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.keys td, code, .message { overflow-wrap: anywhere; }
.keys td { font: .8rem/1.5 ui-monospace, "SF Mono", Consolas, monospace; }
@media (max-width: 34rem) {
  body { padding: 1rem .75rem 3rem; font-size: 15px; }
  .bars tbody th { width: 34%; }
  .bars .bar { width: 26%; min-width: 3rem; }
  .wide .bars { min-width: 34rem; }
  .heat tbody th { max-width: 4.5rem; }
  .heat td svg { height: 1.1rem; }
  .strip .mark { width: 1.6rem; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --ground: #f0f0f0; --heat: #1f5f8b;
    --plus: #2f7d5b; --minus: #c2603f; --total: #33597f; --good: #2f7d5b; --warn: #a86a00; --bad: #b3261e; --quiet: #555; }
  body { max-width: none; padding: 0; font-size: 11pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  article + article { break-before: page; }
  h2, h3 { break-after: avoid; }
  tr, .views, figure, summary { break-inside: avoid; }
  .wide { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
