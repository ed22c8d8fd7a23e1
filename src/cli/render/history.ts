import type { RebuildReport, StoreRebuild } from '../../orchestration/rebuild-history.ts';
import type { RebuiltVersion } from '../../scd/rebuild-sql.ts';
import { renderTasks } from './run.ts';
import { renderCount, renderTable } from './table.ts';

/** Values of a version that are shown; the JSON output has them all. */
const VALUES_SHOWN = 4;

/** What differed, store by store, and whether it has been written. */
export function renderRebuild(report: RebuildReport): string {
  const troubled = report.tasks.filter((task) => task.message !== null);
  return [
    ...(troubled.length === 0 ? [] : [renderTasks(troubled)]),
    ...report.stores.map((store) => renderStore(report, store)),
    ...(report.dryRun && report.stores.some((store) => store.differing > 0)
      ? ['Nothing was written: this is what --yes would do.']
      : []),
  ].join('\n\n');
}

function renderStore({ table, from, dryRun }: RebuildReport, store: StoreRebuild): string {
  const { siteId, members, differing, leftBefore } = store;
  const left =
    leftBefore === 0
      ? []
      : [`${renderCount(leftBefore)} members differ before ${from} too; that was left as it is (no --from changes it)`];
  const head = `store ${siteId}, ${table}: ${renderCount(members)} members, `;
  if (differing === 0) return [`${head}all as ODS says`, ...left].join('\n');
  const [added, changed, removed] = [store.added, store.changed, store.removed].map(renderCount);
  const versions = `${added} versions ${dryRun ? 'to add' : 'added'}, ${changed} changed, ${removed} removed`;
  return [`${head}${renderCount(differing)} differ: ${versions}`, ...left, renderSample(store)].join('\n');
}

function renderSample({ sample, added, changed, removed }: StoreRebuild): string {
  if (sample.length === 0) return '';
  const more = added + changed + removed - sample.length;
  const lines = renderTable(sample, [
    { head: 'member', value: (one) => one.key },
    { head: 'version from', value: (one) => one.validFrom },
    { head: 'is', value: (one) => one.change },
    { head: 'values', value: renderValues },
  ]);
  return more === 0 ? lines : `${lines}\nand ${renderCount(more)} more; --sample shows more of them`;
}

/** A version that comes or goes is told by when it ends; one that changes, by what. */
function renderValues({ change, values }: RebuiltVersion): string {
  const all = Object.entries(values);
  if (change !== 'changed') {
    const [before, after] = values['valid_to'] ?? [null, null];
    return `to ${before ?? after}`;
  }
  const shown = all
    .slice(0, VALUES_SHOWN)
    .map(([name, [before, after]]) => `${name}: ${show(before)} → ${show(after)}`);
  return [...shown, ...(all.length > VALUES_SHOWN ? ['…'] : [])].join(', ');
}

const show = (value: string | null): string => (value === null ? 'nothing' : value);
