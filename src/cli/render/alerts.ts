import type { AlertDelivery, ListedAlert } from '../../orchestration/alerts/alert-store.ts';
import type { AlertCheck, Delivery } from '../actions/alerts-action.ts';
import { renderTable } from './table.ts';

/** A line an alert. */
export function renderAlerts(alerts: readonly ListedAlert[]): string {
  if (alerts.length === 0) return 'no alert is open';
  const showsEnd = alerts.some(({ resolvedAt }) => resolvedAt !== null);
  return renderTable(alerts, [
    { head: 'store', value: ({ siteId }) => siteId },
    { head: 'kind', value: ({ kind }) => kind },
    { head: 'of', value: ({ subject }) => subject },
    { head: 'code', value: ({ code }) => code },
    { head: 'severity', value: ({ severity }) => severity },
    { head: 'since', value: ({ openedAt }) => openedAt },
    ...(showsEnd ? [{ head: 'over', value: (alert: ListedAlert) => alert.resolvedAt ?? '' }] : []),
    { head: 'seen', align: 'right', value: ({ occurrences }) => String(occurrences) },
    { head: 'told', value: ({ deliveries }) => deliveries.map(renderDelivery).join('; ') || 'nobody' },
    { head: 'detail', value: ({ detail }) => shorten(detail) },
  ]);
}

const MOST_DETAIL = 80;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > MOST_DETAIL ? `${line.slice(0, MOST_DETAIL)}…` : line;
}

function renderDelivery({ channel, told, error }: AlertDelivery): string {
  if (error !== null) return `${channel} FAILED: ${error}`;
  return told === null ? `${channel} not yet` : channel;
}

/** What a look has found and told. */
export function renderAlertCheck({ alerts, channels }: AlertCheck): string {
  const told = channels.map(({ channel, alerts: count, error }) => {
    if (error !== null) return `${channel}: FAILED, it is tried again next time: ${error}`;
    return `${channel}: ${count === 0 ? 'nothing new to tell' : `${count} told`}`;
  });
  return [renderAlerts(alerts), ...(told.length === 0 ? [] : ['', ...told])].join('\n');
}

/** A line a channel. */
export function renderDeliveries(deliveries: readonly Delivery[]): string {
  return deliveries.map(({ channel, error }) => `${channel}: ${error === null ? 'ok' : `FAILED: ${error}`}`).join('\n');
}
