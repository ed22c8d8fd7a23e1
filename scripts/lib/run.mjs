// Running other programs.
import { spawn } from 'node:child_process';

const OUTPUT_LINES = 30;

/** Runs a program and keeps its output back unless it fails, when the output becomes the error's text. */
export function runQuietly({ file, args }, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    // Whoever takes over our lock must not meet a child of ours that still writes.
    const stop = () => child.kill();
    process.once('exit', stop);
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      process.removeListener('exit', stop);
      if (code === 0) return resolve();
      reject(new Error(`\`${[file, ...args].join(' ')}\` ended with ${code}:\n${beginningOf(output)}`));
    });
  });
}

/** Enough to see what is wrong; npm adds its whole manual after that. */
function beginningOf(output) {
  const lines = Buffer.concat(output).toString().trimEnd().split('\n');
  const more = lines.length > OUTPUT_LINES ? [`… ${lines.length - OUTPUT_LINES} more lines`] : [];
  return [...lines.slice(0, OUTPUT_LINES), ...more].join('\n');
}

/** Runs a program on our own terminal and resolves with its exit code. */
export function runVisibly({ file, args }, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
