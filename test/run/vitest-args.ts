/** Arguments of pytest that people have in their fingers, as vitest knows them. */
const OF_PYTEST: readonly (readonly [RegExp, string])[] = [
  [/^-v+$|^--verbose$/, '--reporter=verbose'],
  [/^-x$/, '--bail=1'],
  [/^--maxfail=(\d+)$/, '--bail=$1'],
  [/^-[qs]+$|^--quiet$/, ''],
];

/** `-vv --maxfail=1 -t "a b"` as arguments for vitest. */
export function toVitestArgs(text: string): string[] {
  const words = [...text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
  return words.flatMap((word) => {
    const known = OF_PYTEST.find(([pattern]) => pattern.test(word));
    const arg = known === undefined ? word : word.replace(known[0], known[1]);
    return arg === '' ? [] : [arg];
  });
}
