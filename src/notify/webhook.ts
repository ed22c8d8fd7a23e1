import type { Clock } from '../base/clock.ts';
import { type Channel, type Message, renderPlain } from './message.ts';
import { postJson } from './post-json.ts';

/** Any program that takes JSON. What it answers does not matter as long as the status says yes. */
export function createWebhook(url: string, clock: Clock): Channel {
  const target = { channel: 'webhook', url, setting: 'ALERT_WEBHOOK_URL', clock } as const;
  return {
    name: 'webhook',
    send: (message, signal) =>
      postJson(
        target,
        () => ({ url, body: toBody(message) }),
        () => undefined,
        signal,
      ),
  };
}

function toBody(message: Message): unknown {
  const { title, severity, lines, link = null, data = null } = message;
  return { source: 'feiqiu-etl', title, severity, text: renderPlain(message), lines, link, data };
}
