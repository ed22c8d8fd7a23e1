/** How much a message matters. */
export type Severity = 'error' | 'warning' | 'info';

/** What is told to people. */
export interface Message {
  /** One line that says what it is about. */
  readonly title: string;
  readonly severity: Severity;
  /** The text; an empty line sets parts apart. */
  readonly lines: readonly string[];
  /** The same for mail, as a whole page; mail shows the lines without it. */
  readonly html?: string;
  /** Where there is more to see. */
  readonly link?: string;
  /** The same for programs; only the webhook passes it on. */
  readonly data?: unknown;
}

/** A way to reach people. */
export interface Channel {
  /** As in ALERT_<NAME>_URL, in lower case. */
  readonly name: ChannelName;
  /**
   * Delivers a message or throws: TransientError when a later try may succeed, ConfigError when the channel refuses it.
   * What passes by itself in a few seconds is tried again before. A message that is too long is cut.
   */
  send(message: Message, signal?: AbortSignal): Promise<void>;
}

export const CHANNEL_NAMES = ['webhook', 'wecom', 'dingtalk', 'feishu', 'email'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** Title, lines and link as one text. */
export function renderPlain({ title, lines, link }: Message): string {
  return [title, '', ...lines, ...(link === undefined ? [] : ['', link])].join('\n').trimEnd();
}

/** The longest start of a text that fits, with an ellipsis where it was cut. No character is cut in two. */
export function cutToFit(text: string, fits: (candidate: string) => boolean): string {
  if (fits(text)) return text;
  const characters = Array.from(text);
  let least = 0;
  let most = characters.length;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(toCut(characters, middle))) least = middle;
    else most = middle - 1;
  }
  return toCut(characters, least);
}

const toCut = (characters: readonly string[], length: number): string => `${characters.slice(0, length).join('')}…`;

/** Whether a text is at most so many bytes as UTF-8. */
export function fitsBytes(most: number): (text: string) => boolean {
  return (text) => Buffer.byteLength(text) <= most;
}
