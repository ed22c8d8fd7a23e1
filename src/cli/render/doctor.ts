import { styleText } from 'node:util';
import type { DoctorReport, ProbeResult, ProbeStatus } from '../../orchestration/doctor/probe.ts';

const MARKS: Readonly<Record<ProbeStatus, string>> = { ok: 'ok', warn: 'WARN', fail: 'FAIL', skipped: '-' };
const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red', skipped: 'dim' } as const;

/** One line a probe, with what to do below those that need it, and a last line that sums up. */
export function renderDoctor({ probes }: DoctorReport): string {
  const width = Math.max(0, ...probes.map((probe) => probe.id.length));
  return [...probes.map((probe) => renderProbe(probe, width)), '', summaryOf(probes)].join('\n');
}

function renderProbe({ id, status, finding, fix }: ProbeResult, width: number): string {
  const indent = ' '.repeat(width + 8);
  const text = finding.replaceAll('\n', `\n${indent}`);
  const line = `${paint(status, MARKS[status].padEnd(6))}${id.padEnd(width)}  ${text}`;
  return fix === null ? line : `${line}\n${indent}→ ${fix}`;
}

function paint(status: ProbeStatus, text: string): string {
  const plain = !process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  return plain ? text : styleText(COLOURS[status], text);
}

function summaryOf(probes: readonly ProbeResult[]): string {
  const count = (status: ProbeStatus): number => probes.filter((probe) => probe.status === status).length;
  return `${probes.length} probes: ${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed, ${count('skipped')} skipped`;
}
