import type { Language } from '../../base/language.ts';
import type { Message, Severity } from '../../notify/message.ts';
import type { AlertEvent, DueAlert } from './alert-store.ts';
import { type AlertWords, alertWords } from './words.ts';

/** How a message is written. */
export interface MessageStyle {
  readonly language: Language;
  readonly link: string | undefined;
}

type Group = [DueAlert, ...DueAlert[]];

/** One message for all that a channel has to be told: store by store, new ones first, like with like in one line. */
export function buildAlertMessage(due: readonly DueAlert[], { language, link }: MessageStyle): Message {
  const words = alertWords(language);
  const stores = groupBy(due, ({ siteId }) => siteId);
  return {
    title: titleOf(due, stores, words),
    severity: severityOf(due),
    lines: stores.flatMap((alerts, i) => [...(i === 0 ? [] : ['']), ...storeLines(alerts, words)]),
    ...(link === undefined ? {} : { link }),
    data: { alerts: due.map(toData) },
  };
}

/** What a program gets; our number of the alert means nothing elsewhere. */
function toData(alert: DueAlert): Omit<DueAlert, 'alertId'> {
  const { alertId: _, ...told } = alert;
  return told;
}

function titleOf(due: readonly DueAlert[], stores: readonly Group[], words: AlertWords): string {
  const count = (event: AlertEvent): number => due.filter((alert) => alert.event === event).length;
  const [only, ...others] = stores;
  const place = only === undefined || others.length > 0 ? '' : ` · ${words.store(only[0].storeName, only[0].siteId)}`;
  const counts = { OPENED: count('OPENED'), REMINDER: count('REMINDER'), RECOVERED: count('RECOVERED') };
  return `${words.title(counts)}${place}`;
}

function severityOf(due: readonly DueAlert[]): Severity {
  const lasting = due.filter(({ event }) => event !== 'RECOVERED');
  if (lasting.length === 0) return 'info';
  return lasting.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
}

const EVENTS: readonly AlertEvent[] = ['OPENED', 'REMINDER', 'RECOVERED'];

function storeLines(alerts: Group, words: AlertWords): string[] {
  const head = `【${words.store(alerts[0].storeName, alerts[0].siteId)}】`;
  const groups = groupBy(alerts, (alert) => [alert.event, alert.kind, alert.code, lineOf(alert)].join('|'));
  const ordered = groups.toSorted(([a], [b]) => EVENTS.indexOf(a.event) - EVENTS.indexOf(b.event));
  return [head, ...ordered.flatMap((group) => groupLines(group, words))];
}

/** Checks differ too much to share a line. */
const lineOf = ({ kind, subject, severity }: DueAlert): string => (kind === 'check' ? subject : severity);

function groupLines(group: Group, words: AlertWords): string[] {
  const [{ event, kind, since }] = group;
  const told = `[${words.event[event]}] ${words.phrase[kind](group)}`;
  if (event === 'OPENED') return [told, `  → ${words.next(group)}`];
  return [`${told}${words.since(since)}`];
}

/** In the order in which each group begins. */
function groupBy(alerts: readonly DueAlert[], keyOf: (alert: DueAlert) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const alert of alerts) {
    const known = groups.get(keyOf(alert));
    if (known === undefined) groups.set(keyOf(alert), [alert]);
    else known.push(alert);
  }
  return [...groups.values()];
}
