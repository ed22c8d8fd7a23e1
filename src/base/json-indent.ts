const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON text set out over lines for people. Every token stays as it is, down to the digits, the escapes and keys that come
 * twice; text that is no JSON comes out in pieces, but whole.
 */
export function indentJson(text: string): string {
  const tokens = text.match(TOKENS) ?? [];
  let depth = 0;
  const lineBreak = (): string => `\n${'  '.repeat(depth)}`;
  const setOut = (token: string, index: number): string => {
    if (token === ',') return token + lineBreak();
    if (token === ':') return `${token} `;
    if (isOpener(token)) {
      depth += 1;
      return isCloser(tokens[index + 1]) ? token : token + lineBreak();
    }
    if (!isCloser(token)) return token;
    depth = Math.max(0, depth - 1);
    return isOpener(tokens[index - 1]) ? token : lineBreak() + token;
  };
  return tokens.map(setOut).join('');
}

const isOpener = (token: string | undefined): boolean => token === '{' || token === '[';
const isCloser = (token: string | undefined): boolean => token === '}' || token === ']';
