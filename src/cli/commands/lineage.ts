import type { Command } from 'commander';
import { type CommonOptions, commandWith } from '../common-options.ts';
import { printData } from '../output.ts';

interface LineageOptions extends CommonOptions {
  readonly markdown?: boolean;
}

export function lineageCommand(): Command {
  return commandWith('lineage', 'show which field of upstream every column comes from')
    .argument('[what]', 'a table (fact_payment), a column (fact_payment.pay_amount), or a record field in ODS')
    .option('--markdown', 'print Markdown tables')
    .action(lineageAction);
}

async function lineageAction(what: string | undefined, options: LineageOptions): Promise<void> {
  const { buildLineage } = await import('../../catalog/lineage.ts');
  const { selectLineage, tablesFrom } = await import('../../catalog/select-lineage.ts');
  const { renderLineageTables } = await import('../../catalog/pages/lineage-page.ts');
  const { renderLineage } = await import('../render/lineage.ts');
  const { loadSurroundings } = await import('../workplace.ts');
  const lineage = buildLineage(loadSurroundings(options).endpoints);
  const columns = selectLineage(lineage, what ?? null);
  const tables = [...new Set(columns.map(({ table }) => table))];
  const into = Object.fromEntries(tables.map((table) => [table, tablesFrom(table, lineage)]));
  printData(options, { columns, into }, () =>
    options.markdown === true ? renderLineageTables(columns) : renderLineage(columns, into),
  );
}
