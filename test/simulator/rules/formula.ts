/** A formula of the contract's rule language as a tree. */
export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'path'; readonly alias: string; readonly steps: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'in'; readonly value: Node; readonly list: readonly Node[] }
  | { readonly kind: 'null'; readonly value: Node }
  | {
      readonly kind: 'aggregate';
      readonly name: string;
      readonly value: Node | null;
      readonly alias: string;
      readonly where: readonly Node[];
    };

export interface Formula {
  readonly alias: string;
  readonly where: Node | null;
  readonly rule: Node;
}

const TOKEN = /\s*("[^"]*"|\d+(?:\.\d+)?|[A-Za-z_][\w.[\]]*|<=|>=|<>|[=<>+\-*/(),:])/y;

/** Reads `FOR alias [WHERE condition]: expression`. */
export function parseFormula(text: string): Formula {
  const parser = new Parser(text);
  parser.expect('FOR');
  const alias = parser.next();
  const where = parser.accept('WHERE') ? parser.or() : null;
  parser.expect(':');
  const rule = parser.or();
  parser.end();
  return { alias, where, rule };
}

/** Reads a bare condition, as relations have. */
export function parseCondition(text: string): Node {
  const parser = new Parser(text);
  const node = parser.or();
  parser.end();
  return node;
}

class Parser {
  private readonly tokens: string[] = [];
  private place = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) this.tokens.push(match[1] ?? '');
  }

  next(): string {
    const token = this.tokens[this.place];
    if (token === undefined) throw new Error(`formula ends too early: ${this.text}`);
    this.place += 1;
    return token;
  }

  accept(token: string): boolean {
    if (this.tokens[this.place] !== token) return false;
    this.place += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw new Error(`expected ${token}, found ${this.tokens[this.place]} in: ${this.text}`);
  }

  end(): void {
    if (this.place !== this.tokens.length) throw new Error(`unread: ${this.tokens.slice(this.place).join(' ')}`);
  }

  or(): Node {
    return this.chain(['OR'], () => this.chain(['AND'], () => this.comparison()));
  }

  private chain(operators: readonly string[], operand: () => Node): Node {
    let left = operand();
    for (let op = this.tokens[this.place]; op !== undefined && operators.includes(op); op = this.tokens[this.place]) {
      this.place += 1;
      left = { kind: 'binary', op, left, right: operand() };
    }
    return left;
  }

  private comparison(): Node {
    const left = this.sum();
    if (this.accept('IN')) {
      this.expect('(');
      return { kind: 'in', value: left, list: this.list() };
    }
    if (this.accept('IS')) {
      this.expect('NULL');
      return { kind: 'null', value: left };
    }
    const op = this.tokens[this.place];
    if (op === undefined || !['=', '<>', '<=', '>=', '<', '>'].includes(op)) return left;
    this.place += 1;
    return { kind: 'binary', op, left, right: this.sum() };
  }

  private sum(): Node {
    return this.chain(['+', '-'], () => this.chain(['*', '/'], () => this.primary()));
  }

  /** Arguments up to the closing bracket, which is read too. */
  private list(): Node[] {
    const items = [this.or()];
    while (this.accept(',')) items.push(this.or());
    this.expect(')');
    return items;
  }

  private primary(): Node {
    const token = this.next();
    if (token === '(') {
      const inner = this.or();
      this.expect(')');
      return inner;
    }
    if (token.startsWith('"')) return { kind: 'text', value: token.slice(1, -1) };
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (this.accept('(')) return this.call(token);
    const [alias = '', ...steps] = token.split('.');
    return steps.length === 0 ? { kind: 'call', name: alias, args: [] } : { kind: 'path', alias, steps };
  }

  private call(name: string): Node {
    if (!['SUM', 'COUNT', 'MIN', 'MAX'].includes(name)) return { kind: 'call', name, args: this.list() };
    const value = this.tokens[this.place] === 'FROM' ? null : this.or();
    if (!this.accept('FROM')) {
      this.expect(')');
      return { kind: 'call', name: 'SUM_LIST', args: value === null ? [] : [value] };
    }
    const alias = this.next();
    const where = this.accept('WHERE') ? conjuncts(this.or()) : [];
    this.expect(')');
    return { kind: 'aggregate', name, value, alias, where };
  }
}

function conjuncts(node: Node): Node[] {
  if (node.kind === 'binary' && node.op === 'AND') return [...conjuncts(node.left), ...conjuncts(node.right)];
  return [node];
}

/** Every field a tree reads, as [alias, steps]. */
export function pathsOf(node: Node): (readonly [string, readonly string[]])[] {
  switch (node.kind) {
    case 'number':
    case 'text':
      return [];
    case 'path':
      return [[node.alias, node.steps]];
    case 'call':
      return node.args.flatMap(pathsOf);
    case 'binary':
      return [...pathsOf(node.left), ...pathsOf(node.right)];
    case 'in':
      return [...pathsOf(node.value), ...node.list.flatMap(pathsOf)];
    case 'null':
      return pathsOf(node.value);
    case 'aggregate':
      return [...(node.value === null ? [] : pathsOf(node.value)), ...node.where.flatMap(pathsOf)];
  }
}
