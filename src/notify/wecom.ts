import type { Clock } from '../base/clock.ts';
import { judgeBot } from './bot-answer.ts';
import { type Channel, cutToFit, fitsBytes, type Message } from './message.ts';
import { postJson } from './post-json.ts';

/** What WeCom takes of a markdown message; of plain text it takes half. */
const MOST_BYTES = 4096;

/** -1: system busy; 45009, 45033: too many calls. */
const DIALECT = { codes: ['errcode'], words: 'errmsg', busy: new Set([-1, 45009, 45033]) } as const;

/** A bot of a WeCom (企业微信) group. */
export function createWecom(url: string, clock: Clock): Channel {
  const target = { channel: 'wecom', url, setting: 'ALERT_WECOM_URL', clock } as const;
  return {
    name: 'wecom',
    send: (message, signal) =>
      postJson(
        target,
        () => ({ url, body: { msgtype: 'markdown', markdown: { content: toMarkdown(message) } } }),
        (answer) => judgeBot(target, DIALECT, answer),
        signal,
      ),
  };
}

const COLOURS = { error: 'warning', warning: 'warning', info: 'info' } as const;

function toMarkdown({ title, severity, lines, link }: Message): string {
  const head = `**<font color="${COLOURS[severity]}">${plain(title)}</font>**`;
  const foot = link === undefined ? '' : `\n\n[${link}](${link})`;
  const fits = fitsBytes(MOST_BYTES - Buffer.byteLength(`${head}\n\n${foot}`));
  return `${head}\n\n${cutToFit(lines.map(plain).join('\n'), fits)}${foot}`;
}

/** Signs that WeCom would take for its markup, in their full-width form. */
const plain = (text: string): string => text.replaceAll('<', '＜').replaceAll('>', '＞');
