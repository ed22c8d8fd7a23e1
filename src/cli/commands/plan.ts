import type { Command } from 'commander';
import { commandWith, withUpstream } from '../common-options.ts';
import { printData } from '../output.ts';
import { type SelectionOptions, withSelection } from './run.ts';

export function planCommand(): Command {
  return withSelection(withUpstream(commandWith('plan', 'show what run would do, without a request'))).action(
    planAction,
  );
}

async function planAction(options: SelectionOptions): Promise<void> {
  const { planRun } = await import('../actions/plan-action.ts');
  const { renderPlan } = await import('../render/plan.ts');
  const plan = await planRun(options);
  printData(options, plan, () => renderPlan(plan));
}
