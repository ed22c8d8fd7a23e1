import type { Command } from 'commander';
import { type CommonOptions, commandWith, withUpstream } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData } from '../output.ts';

export function doctorCommand(): Command {
  return withUpstream(commandWith('doctor', 'examine machine, database, upstream and data, and say what to do')).action(
    doctorAction,
  );
}

async function doctorAction(options: CommonOptions): Promise<void> {
  const { examine } = await import('../actions/doctor-action.ts');
  const { renderDoctor } = await import('../render/doctor.ts');
  const report = await examine(options);
  printData(options, report, () => renderDoctor(report));
  process.exitCode = report.status === 'fail' ? EXIT.failure : EXIT.ok;
}
