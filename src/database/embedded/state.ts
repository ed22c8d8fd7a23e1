import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import { DurableFile } from '../../files/durable-file.ts';

/** What we remember about the embedded server beside its data folder, in `<dataRoot>/postgres.json` (mode 0600). */
export interface EmbeddedState {
  readonly password: string;
  /** The port of the last start, tried first at the next, so that saved connections of BI tools keep working. */
  readonly port: number | undefined;
}

/** Reads the state; undefined when there is none. */
export async function readState(dataRoot: string): Promise<EmbeddedState | undefined> {
  const path = statePath(dataRoot);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = parseState(text);
  if (state !== undefined) return state;
  throw new ConfigError(
    'EMBEDDED_STATE',
    `${path} is damaged: it must hold the password of the embedded database. Delete the file; a new password is set at the next start.`,
  );
}

/** Makes a state with a new random password unless there is one already; of two starters at once, one wins. */
export async function createState(dataRoot: string): Promise<EmbeddedState> {
  const temporary = `${statePath(dataRoot)}.${process.pid}.tmp`;
  await writeFile(temporary, toText({ password: randomBytes(18).toString('hex'), port: undefined }), { mode: 0o600 });
  try {
    await link(temporary, statePath(dataRoot));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const state = await readState(dataRoot);
  if (state === undefined) throw new Error(`${statePath(dataRoot)} vanished while it was being made`);
  return state;
}

/** Remembers the port of a start. */
export async function rememberPort(dataRoot: string, state: EmbeddedState, port: number): Promise<void> {
  if (state.port === port) return;
  await using file = await DurableFile.create(statePath(dataRoot));
  await file.write(toText({ ...state, port }));
  await file.commit();
}

function statePath(dataRoot: string): string {
  return join(dataRoot, 'postgres.json');
}

function toText(state: EmbeddedState): string {
  return `${JSON.stringify(state)}\n`;
}

function parseState(text: string): EmbeddedState | undefined {
  try {
    const { password, port } = JSON.parse(text) as { password?: unknown; port?: unknown };
    if (typeof password !== 'string' || password === '') return undefined;
    return { password, port: typeof port === 'number' ? port : undefined };
  } catch {
    return undefined;
  }
}
