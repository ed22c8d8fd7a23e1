import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every page written for people, relative to the project. */
export function pages(): string[] {
  const inDocs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`);
  const others = ['README', 'deploy/README'].flatMap((page) => [`${page}.md`, `${page}.zh-CN.md`]);
  return [...others, ...inDocs];
}

export function readPage(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The contents of the fenced blocks of a language. */
export function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , body = '']) => body);
}

/** The commands of a page: every line of its `sh` blocks. */
export function commandsOf(text: string): string[] {
  return blocksOf(text, 'sh').flatMap((block) => block.split('\n').filter((line) => line.trim() !== ''));
}

/** The first cell of every row of the table that follows a heading. */
export function tableBelow(text: string, heading: string): string[][] {
  const from = text.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`no heading ${heading}`);
  const rows = text.slice(from + heading.length + 2).match(/^\|.*\|\n(?:\|.*\|\n?)+/m)?.[0] ?? '';
  return rows
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}
