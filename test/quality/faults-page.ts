/** What became of one kind of damage to one table. */
export interface FaultResult {
  readonly kind: string;
  readonly table: string;
  readonly planted: number;
  readonly caught: number;
  /** Checks that told of it. */
  readonly by: readonly string[];
  readonly falseAlarms: readonly string[];
}

interface Setting {
  /** Checks that told of something before anything was planted. */
  readonly clean: readonly string[];
  readonly days: number;
  readonly checks: number;
}

const NAMED = 3;

/** The page about planted faults, and the share of them that was caught. */
export function renderFaults(
  results: readonly FaultResult[],
  { clean, days, checks }: Setting,
): { readonly text: string; readonly share: number } {
  const sum = (of: (one: FaultResult) => number): number => results.reduce((total, one) => total + of(one), 0);
  const planted = sum((one) => one.planted);
  const caught = sum((one) => one.caught);
  const share = caught / planted;
  const alarms = clean.length + sum((one) => one.falseAlarms.length);
  const kinds = new Set(results.map(({ kind }) => kind)).size;
  const text = `# Planted faults

What the checks notice when the tables are damaged. Two simulated halls of ${days} closed days, late edits, returns and
reversals included; one fault at a time in one of them, then the figures are computed as after a load (damage to figures is
left as it is), then all ${checks} checks are run on both halls. The rest of the days, and the hall next door, must stay quiet.

Written by \`npm run soak\` (\`test/quality/seeded-faults.soak.ts\`); do not edit.

| | |
| --- | --- |
| kinds of damage | ${kinds}, on ${new Set(results.map(({ table }) => table)).size} tables: ${results.length} faults |
| planted | ${planted} |
| caught | ${caught} (${(100 * share).toFixed(1)} %; goal 98 %) |
| false alarms | ${alarms} (goal none) |

| damage | table | planted | caught | told by |
| --- | --- | --- | --- | --- |
${results.map(toLine).join('\n')}
`;
  return { text, share };
}

function toLine({ kind, table, planted, caught, by }: FaultResult): string {
  const more = by.length > NAMED ? ` and ${by.length - NAMED} more` : '';
  const told =
    by.length === 0
      ? '**nothing**'
      : by
          .slice(0, NAMED)
          .map((id) => `\`${id}\``)
          .join(', ') + more;
  return `| ${kind} | \`${table}\` | ${planted} | ${caught < planted ? `**${caught}**` : caught} | ${told} |`;
}
