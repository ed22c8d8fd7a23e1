// Lint rules of this house that no tool brings along. Written against ESLint's plugin interface, which oxlint runs.
import { dirname, relative, resolve, sep } from 'node:path';

const BELOW_LOADERS = ['base', 'files', 'models', 'catalog', 'database', 'api'];
const BELOW_TASKS = [...BELOW_LOADERS, 'config', 'loaders', 'scd', 'quality'];
const BELOW_ENTRIES = [...BELOW_TASKS, 'tasks', 'notify', 'orchestration'];

/** Which folders of src/ each folder may import, besides itself (docs/architecture.md). Nothing is listed as importing cli. */
export const LAYERS = {
  base: [],
  files: [],
  models: ['base'],
  config: ['base'],
  guide: ['base'],
  database: ['base', 'files'],
  simulator: ['base'],
  compare: ['base', 'database'],
  notify: ['base', 'config'],
  catalog: ['base', 'models'],
  scaffold: ['base', 'models', 'catalog'],
  api: ['base', 'files', 'models', 'catalog'],
  loaders: BELOW_LOADERS,
  scd: BELOW_LOADERS,
  quality: BELOW_LOADERS,
  tasks: BELOW_TASKS,
  orchestration: [...BELOW_TASKS, 'tasks', 'notify'],
  dashboard: [...BELOW_ENTRIES, 'guide'],
  cli: [...BELOW_ENTRIES, 'simulator', 'guide', 'compare', 'scaffold', 'dashboard'],
};

/** The folder of src/ a file is in; undefined outside src/ and for files directly in it. */
function folderOf(path, cwd) {
  const [top, folder, ...rest] = relative(cwd, path).split(sep);
  return top === 'src' && rest.length > 0 ? folder : undefined;
}

const layers = {
  create(context) {
    const from = folderOf(context.filename, context.cwd);
    if (from === undefined) return {};
    const check = (node) => {
      const problem = problemOfImport(context, from, node.source?.value);
      if (problem !== undefined) context.report({ node, message: problem });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
};

function problemOfImport(context, from, source) {
  if (typeof source !== 'string' || !source.startsWith('.')) return undefined;
  const target = resolve(dirname(context.filename), source);
  const to = folderOf(target, context.cwd);
  if (to === from) return undefined;
  const allowed = LAYERS[from];
  if (allowed === undefined) return `src/${from} is not in the table of layers (scripts/lint/house-rules.mjs): add it`;
  if (to !== undefined && allowed.includes(to)) return undefined;
  const place = to === undefined ? relative(context.cwd, target) : `src/${to}`;
  return `src/${from} must not import ${place}; it may import ${allowed.join(', ') || 'nothing of ours'}`;
}

/** The present moment comes from an injected Clock, so that tests and the soak can move it. */
const rawClock = {
  create(context) {
    const message = 'take the present moment from an injected Clock (src/base/clock.ts)';
    const isDate = (node) => node.type === 'Identifier' && node.name === 'Date';
    return {
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) context.report({ node, message });
      },
      CallExpression(node) {
        const { callee } = node;
        const isNow = callee.type === 'MemberExpression' && isDate(callee.object) && callee.property.name === 'now';
        if (isNow || isDate(callee)) context.report({ node, message });
      },
    };
  },
};

/** Only the command line decides how the process ends; everything else returns or throws. */
const processExit = {
  create(context) {
    const message = 'return or throw instead: only src/cli ends the process';
    return {
      MemberExpression(node) {
        const { object, property } = node;
        const isProcess = object.type === 'Identifier' && object.name === 'process';
        if (isProcess && (property.name === 'exit' || property.name === 'exitCode')) context.report({ node, message });
      },
    };
  },
};

export { plugin as default };

const plugin = {
  meta: { name: 'house' },
  rules: { layers, 'raw-clock': rawClock, 'process-exit': processExit },
};
