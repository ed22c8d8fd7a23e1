// Running other programs.
import { spawn } from 'node:child_process';

/** Runs a program and keeps its output back unless it fails, when the output becomes the error's text. */
export function runQuietly({ file, args }, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`\`${[file, ...args].join(' ')}\` ended with ${code}:\n${Buffer.concat(output).toString()}`));
    });
  });
}

/** Runs a program on our own terminal and resolves with its exit code. */
export function runVisibly({ file, args }, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
