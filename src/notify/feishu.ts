import { createHmac } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { judgeBot } from './bot-answer.ts';
import { type Channel, cutToFit, fitsBytes, renderPlain } from './message.ts';
import { postJson } from './post-json.ts';

/** Feishu counts the whole request, 20 KB in some of its pages and 30 KB in others. */
const MOST_BYTES = 20_000;

/** 9499, 11232: too many messages. */
const DIALECT = { codes: ['code', 'StatusCode'], words: 'msg', busy: new Set([9499, 11232]) } as const;

/** A bot of a Feishu (飞书) group; `secret` when it asks for signed messages. */
export function createFeishu(url: string, secret: string | undefined, clock: Clock): Channel {
  const target = { channel: 'feishu', url, setting: 'ALERT_FEISHU_URL', clock } as const;
  return {
    name: 'feishu',
    send: (message, signal) =>
      postJson(
        target,
        () => {
          const signature = secret === undefined ? {} : sign(secret, clock.now());
          const toBody = (text: string): object => ({ ...signature, msg_type: 'text', content: { text } });
          const fits = (text: string): boolean => fitsBytes(MOST_BYTES)(JSON.stringify(toBody(text)));
          return { url, body: toBody(cutToFit(renderPlain(message), fits)) };
        },
        (answer) => judgeBot(target, DIALECT, answer),
        signal,
      ),
  };
}

/** Feishu's own way: the key of the HMAC is what is signed, and the text is empty. */
function sign(secret: string, now: Date): { readonly timestamp: string; readonly sign: string } {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64') };
}
