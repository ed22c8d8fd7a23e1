import { access } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';
import type { BenchVisitor } from './visitor.ts';

/** What a reader waits for, who has never been there: nothing is in the browser's cache. */
export interface PageLoad {
  /** Until the browser painted something. */
  readonly paintMs: number;
  /** Until the figures stood there. */
  readonly figuresMs: number;
  /** Until the charts were drawn as well. */
  readonly chartsMs: number;
  readonly requests: number;
  /** Bytes on the wire, headers included. */
  readonly bytes: number;
}

const BROWSER = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Opens the first page `times` times, each time in a browser that knows nothing yet; null: there is no browser here. */
export async function measurePageLoads(visitor: BenchVisitor, times: number): Promise<PageLoad[] | null> {
  const isThere = await access(BROWSER).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
  try {
    await loadOnce(browser, visitor);
    const loads: PageLoad[] = [];
    for (let time = 0; time < times; time += 1) loads.push(await loadOnce(browser, visitor));
    return loads;
  } finally {
    await browser.close();
  }
}

/** The browser's own clock: milliseconds since it was told to open the page. */
const PAINTED = `performance.getEntriesByName('first-contentful-paint')[0].startTime`;

async function loadOnce(browser: Browser, { url, cookie }: BenchVisitor): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  try {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    const wire = { requests: 0, bytes: 0 };
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      wire.requests += 1;
      wire.bytes += encodedDataLength;
    });
    const startedAt = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator('.tile').first().waitFor();
    const figuresMs = performance.now() - startedAt;
    await page.locator('canvas').first().waitFor();
    const chartsMs = performance.now() - startedAt;
    await page.waitForLoadState('networkidle');
    return { paintMs: await page.evaluate<number>(PAINTED), figuresMs, chartsMs, ...wire };
  } finally {
    await context.close();
  }
}
