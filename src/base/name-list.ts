/** The names in a list such as `--tasks` takes: separated by commas, without spaces and empty places. */
export function splitNames(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** A test whether a word means a name; `*` in the word stands for anything. */
export function nameTest(word: string, letterCase: 'ignored' | 'counts' = 'ignored'): (name: string) => boolean {
  const parts = word.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, letterCase === 'ignored' ? 'is' : 's');
  return (name) => pattern.test(name);
}
