import { type Command, Option } from 'commander';
import { commandWith, withUpstream } from '../common-options.ts';
import { printData } from '../output.ts';
import { type SelectionOptions, withSelection } from './run.ts';

const FORMATS = ['text', 'mermaid', 'json'] as const;

export interface PlanOptions extends SelectionOptions {
  readonly format: (typeof FORMATS)[number];
  readonly ifFails?: string;
}

export function planCommand(): Command {
  return withSelection(
    withUpstream(commandWith('plan', 'show what run would do and how long it would take, without a request')),
  )
    .addOption(new Option('--format <name>', 'form of the plan; mermaid draws it').choices(FORMATS).default('text'))
    .option('--if-fails <task>', 'also show which tasks would be skipped if this one failed')
    .action(planAction);
}

async function planAction(options: PlanOptions): Promise<void> {
  const { planRun } = await import('../actions/plan-action.ts');
  const { renderPlan } = await import('../render/plan.ts');
  const { renderPlanMermaid } = await import('../render/plan-mermaid.ts');
  const plan = await planRun(options);
  const json = options.json === true || options.format === 'json';
  printData({ json }, plan, () => (options.format === 'mermaid' ? renderPlanMermaid(plan) : renderPlan(plan)));
}
