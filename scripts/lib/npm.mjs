// Finds npm without a shell: on Windows `npm` is a .cmd file that spawn refuses, so npm's own JavaScript is run by the
// same Node that runs us.
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/** Program and arguments that run npm with `args`. */
export function npmCommand(args, env = process.env, execPath = process.execPath) {
  const cli = candidates(env, execPath).find((path) => existsSync(path));
  if (cli === undefined)
    throw new Error('npm was not found beside node nor on PATH: install it, then run `npm ci` by hand');
  return { file: execPath, args: [cli, ...args] };
}

function candidates(env, execPath) {
  const home = dirname(execPath);
  const fromCaller = env.npm_execpath ?? '';
  return [
    ...(basename(fromCaller) === 'npm-cli.js' ? [fromCaller] : []),
    join(home, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(home, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...fromPath(env),
  ];
}

function fromPath(env) {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => {
    const link = join(folder, 'npm');
    const script = existsSync(link) ? realpathSync(link) : '';
    return basename(script) === 'npm-cli.js' ? [script] : [join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')];
  });
}
