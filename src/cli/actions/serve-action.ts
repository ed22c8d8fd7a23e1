import { once } from 'node:events';
import { ConfigError } from '../../base/errors.ts';
import type { Config } from '../../config/load-config.ts';
import { type ServeOptions, serveDashboard } from '../../dashboard/server/serve.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { ServeCommandOptions } from '../commands/serve.ts';
import { type OutputOptions, printData } from '../output.ts';
import { parseCount } from '../parse-options.ts';
import { readConfig, withWorkplace } from '../workplace.ts';

const HIGHEST_PORT = 65_535;

/** Serves the dashboard until a signal stops it. Throws ConfigError for a port, host or address that cannot be used. */
export async function executeServe(options: ServeCommandOptions): Promise<void> {
  const asked = toServeOptions(options);
  // `.env` may have been edited since: what is started from a page finds it as it is then.
  const currentConfig = (): Config => readConfig(options);
  await withWorkplace(options, (place) => serveUntilStopped(place, { ...asked, currentConfig }, options));
}

/** Serves on an open database until its signal trips, and says how to get in. */
export async function serveUntilStopped(place: Workplace, asked: ServeOptions, output: OutputOptions): Promise<void> {
  const { url, link, linkMinutes, close } = await serveDashboard(place, asked);
  const stopped = place.signal.aborted ? Promise.resolve() : once(place.signal, 'abort');
  const text = [
    `dashboard at ${url}`,
    `log in with this link, once, within ${linkMinutes} minutes: ${link}`,
    'Ctrl-C stops it',
  ];
  printData(output, { url, link, linkMinutes }, () => text.join('\n'));
  await stopped;
  await close();
}

/** Throws ConfigError for a port or address that is none. */
export function toServeOptions({
  port,
  host,
  publicUrl,
}: Pick<ServeCommandOptions, 'port' | 'host' | 'publicUrl'>): ServeOptions {
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: parseCount('--port', port, 0, HIGHEST_PORT),
    publicUrl: toPublicUrl(publicUrl),
  };
}

function toPublicUrl(text: string | undefined): URL | null {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === '')
    return url;
  throw new ConfigError(
    'BAD_PUBLIC_URL',
    `--public-url ${JSON.stringify(text)} is no address of a site: write it as https://hall.example.com, without a path`,
  );
}
