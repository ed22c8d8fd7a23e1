import { text } from 'node:stream/consumers';
import { Cancelled, ConfigError } from '../base/errors.ts';

const CTRL_C = '\u0003';
const ENTER: readonly string[] = ['\r', '\n', '\u0004'];
const BACKSPACE: readonly string[] = ['\b', '\u007f'];

/**
 * A new password: asked for twice without showing it, or the first line of stdin where that is no terminal. Never an
 * argument, which the list of processes and the history of the shell would show.
 */
export async function askPassword(name: string): Promise<string> {
  if (!process.stdin.isTTY) {
    const [line = ''] = (await text(process.stdin)).split(/\r?\n/);
    if (line !== '') return line;
    throw new ConfigError('NO_PASSWORD', 'no password: type it in a terminal, or give it as the first line of stdin');
  }
  const first = await readHidden(`password for ${name}: `);
  const second = await readHidden('once more: ');
  if (first === second) return first;
  throw new ConfigError('PASSWORDS_DIFFER', 'the two passwords are not the same; nothing was changed. Try again.');
}

function readHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (finish: () => void): void => {
      stdin.off('data', onData).setRawMode(false).pause();
      stderr.write('\n');
      finish();
    };
    const onData = (chunk: string): void => {
      for (const key of chunk) {
        if (key === CTRL_C) return end(() => reject(new Cancelled('no password was given')));
        if (ENTER.includes(key)) return end(() => resolve(typed));
        typed = BACKSPACE.includes(key) ? typed.slice(0, -1) : typed + key;
      }
    };
    stdin.on('data', onData);
  });
}
