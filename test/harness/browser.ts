import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Visitor } from './dashboard.ts';

const SHOTS = fileURLToPath(new URL('../../test-artifacts/dashboard/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const VIEWPORTS = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof VIEWPORTS;

/** Every language on every kind of screen. */
export const LOOKS = (['zh', 'en'] as const).flatMap((language) =>
  (['desktop', 'phone'] as const).map((size) => [language, size] as const),
);

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: content policy, scripts, missing files. */
  readonly complaints: string[];
}

export interface OpenOptions {
  /** Address of the dashboard. */
  readonly at: string;
  /** Null: nobody is logged in. */
  readonly by: Visitor | null;
  readonly language?: 'zh' | 'en';
  readonly size?: Size;
}

export interface TestBrowser {
  open(path: string, options: OpenOptions): Promise<Opened>;
}

/** A Chromium for the tests of a file; call it at the top. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
  });
  afterAll(() => browser?.close());
  return {
    async open(path, { at, by, language = 'en', size = 'desktop' }) {
      if (browser === undefined) throw new Error('the browser runs only inside tests');
      const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
      const context = await browser.newContext({ viewport: VIEWPORTS[size], locale });
      const [name = '', value = ''] = (by?.cookie ?? '').split('=');
      if (by !== null) await context.addCookies([{ name, value, url: at }]);
      const page = await context.newPage();
      const complaints = listen(page, at);
      await page.goto(at + path);
      await page.locator('h1, h2, .blank').first().waitFor();
      await settle(page);
      return { page, context, complaints };
    },
  };
}

function listen(page: Page, at: string): string[] {
  const complaints: string[] = [];
  // The content policy would refuse it; a page that works without the internet does not even ask.
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${at}/`) && !/^(data|blob):/.test(url)) complaints.push(`asked another host: ${url}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  return complaints;
}

/** Waits until everything that was asked for is there. A page that is kept up to date never stops asking. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main').waitFor();
  await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => undefined);
  await page.locator('.loading, .page.dim').first().waitFor({ state: 'detached' });
}

/** Keeps a picture of the whole page among the artefacts. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
}

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
  readonly passes: readonly unknown[];
}

/** Serious faults that axe-core finds. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate<AxeResult>(
    "axe.run({ resultTypes: ['violations'], selectors: false, preload: false })",
  );
  // A page on which nothing was looked at has no faults either.
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** Holds a page to what every page promises: its language, no wider than the screen, no serious fault, no complaint. */
export async function expectSound({ page, complaints }: Opened, language: 'zh' | 'en', size: Size): Promise<void> {
  expect(await page.evaluate('document.documentElement.lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(VIEWPORTS[size].width);
  expect(await faultsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
}
