import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from './case-result.ts';
import type { Machine } from './machine.ts';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));

export interface Report {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly cases: readonly CaseResult[];
}

/** Folder of the results, made when missing; not kept in git. */
export async function resultsFolder(): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  return RESULTS;
}

/** Everything measured, as one JSON file. Returns its path. */
export async function writeJson(report: Report): Promise<string> {
  const file = path.join(await resultsFolder(), `${report.measuredAt.replaceAll(/[:.]/g, '')}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

/** Puts the measured cases between their markers in docs/benchmarks.md; the sections of other cases stay. */
export async function writeDocument(report: Report): Promise<void> {
  let text = await readFile(DOCUMENT, 'utf8');
  for (const result of report.cases) text = withSection(text, result.name, renderCase(result, report));
  await writeFile(DOCUMENT, text);
}

/** Replaces what stands between the markers of a section. */
export function withSection(text: string, name: string, section: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for the case: add ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n${section}\n${text.slice(to)}`;
}

/** One case as Markdown: conditions, table, goals, notes. */
export function renderCase(
  result: CaseResult,
  { machine, measuredAt }: Pick<Report, 'machine' | 'measuredAt'>,
): string {
  const { cpu, cores, memoryGb, system, node, commit, loadBefore } = machine;
  return [
    `### ${result.title}`,
    '',
    `Measured ${measuredAt.slice(0, 16).replace('T', ' ')} UTC on ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, commit ${commit ?? 'unknown'}; load average before the run ${loadBefore.toFixed(2)}; ${Math.round(result.seconds)} s in all.`,
    '',
    ...result.method.map((line) => `- ${line}`),
    '',
    ...renderTable(
      result.columns,
      result.lines.map(({ cells }) => cells),
    ),
    ...renderGoals(result.goals),
    ...(result.notes.length === 0 ? [] : ['', ...result.notes]),
  ].join('\n');
}

function renderGoals(goals: CaseResult['goals']): string[] {
  if (goals.length === 0) return [];
  const rows = goals.map(({ text, measured, met }) => [text, measured, met ? 'met' : '**missed**']);
  return ['', ...renderTable(['goal', 'measured', ''], rows)];
}

function renderTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}
