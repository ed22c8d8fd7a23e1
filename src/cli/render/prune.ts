import type { PolicyOutcome, PruneReport } from '../../orchestration/retention/prune.ts';
import { renderBytes, renderCount, renderTable } from './table.ts';

/** What went or would go, a line a policy. */
export function renderPrune({ dryRun, policies }: PruneReport): string {
  const table = renderTable(policies, [
    { head: 'what', value: ({ what }) => what },
    { head: 'kept', value: keptOf },
    {
      head: dryRun ? 'would go' : 'removed',
      align: 'right',
      value: ({ items, unit }) => `${renderCount(items)} ${unit}`,
    },
    { head: 'size', align: 'right', value: ({ items, bytes }) => (items === 0 ? '' : renderBytes(bytes)) },
    { head: 'oldest', value: ({ oldest }) => oldest?.slice(0, 10) ?? '' },
  ]);
  const left = policies.flatMap((policy) => policy.left);
  const anything = policies.some(({ items }) => items > 0);
  const hint = dryRun && anything ? ['nothing was removed: "feiqiu-etl prune --yes" removes it'] : [];
  return [table, ...left, ...hint].join('\n');
}

const keptOf = ({ days, setting }: PolicyOutcome): string =>
  days === 0 ? `for ever (${setting})` : `${days} days (${setting})`;
