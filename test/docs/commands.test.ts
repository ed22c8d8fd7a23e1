import type { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { makeProgram } from '../harness/program.ts';
import { blocksOf, pages, readPage } from './markdown.ts';

/** Messages that begin like a command. */
const SAID = ['alerts not delivered by'];
const CALLED_BY = /^(?:feiqiu-etl|npm run etl --|\.\/run_etl\.sh|run_etl\.bat) /;

let program: Command;

beforeAll(async () => {
  program = await makeProgram();
});

/** What a page tells people to type: lines of blocks, and words in the text that begin with the name of a command. */
function commandsIn(text: string): string[] {
  const lines = ['sh', 'text'].flatMap((language) =>
    blocksOf(text.replace(/^ +(?=```|npm )/gm, ''), language)
      .join('\n')
      .split('\n'),
  );
  const inline = [...text.replace(/^ *```[^]*?^ *```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, one = '']) =>
    one.replace(/\s+/g, ' '),
  );
  const named = new Set(program.commands.map((command) => command.name()));
  const typed = [...lines, ...inline].filter((line) => CALLED_BY.test(line) && !line.endsWith('…'));
  const short = inline.filter(
    (line) => line.includes(' ') && named.has(line.split(' ')[0] ?? '') && !SAID.includes(line),
  );
  return [...typed.map((line) => line.replace(CALLED_BY, '')), ...short];
}

/** The word that the program would refuse; undefined when it takes the line. */
function refusedIn(line: string): string | undefined {
  const words = line.match(/'[^']*'|\S+/g) ?? [];
  let command = program;
  for (const [place, word] of words.entries()) {
    if (word === '--') return undefined;
    const own = command.commands.find((child) => child.name() === word);
    if (own !== undefined) command = own;
    else if (word.startsWith('--')) {
      const [flag = ''] = word.split('=');
      const accepting = [command, ...command.commands];
      if (!accepting.some((one) => one.options.some((option) => option.long === flag))) return flag;
    } else if (command.commands.length > 0 && !words[place - 1]?.startsWith('--')) return word;
  }
  return undefined;
}

test.each(pages())('%s: every command it shows is one of the program, with flags that it has', (file) => {
  const refused = commandsIn(readPage(file)).flatMap((line) => {
    const word = refusedIn(line);
    return word === undefined ? [] : [`${line}: ${word}`];
  });
  expect(refused).toEqual([]);
});

test('a command or flag that does not exist is found', () => {
  const page =
    '```text\nfeiqiu-etl runs resumee 1\n```\nSay `db backup --keeep 7`, `runs --limit 5` or `feiqiu-etl\nfoo`.';
  expect(commandsIn(page).map(refusedIn)).toEqual(['resumee', 'foo', '--keeep', undefined]);
});
