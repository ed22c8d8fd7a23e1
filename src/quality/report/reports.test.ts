import { describe, expect, it } from 'vitest';
import { type Check, defineCheck } from '../../catalog/check.ts';
import type { StandingResult } from '../standing-results.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { QualityReport, StoreReport } from './model.ts';
import { renderPage } from './page/page.ts';

const HOSTILE = `<script>alert("1")</script> & 'co' | *x*`;

const check = (id: string, more: Partial<Check> = {}): Check =>
  defineCheck({ id, family: 'law', zh: `规则 ${id}`, en: `rule ${id}`, reads: [], sql: 'select', ...more });

const result = (of: Check, more: Partial<StandingResult> = {}): StandingResult => ({
  siteId: '7',
  check: of,
  status: 'PASS',
  violations: 0,
  failingDays: [],
  keys: [],
  message: null,
  checkedAt: '2026-01-05 09:00:00',
  runId: 'run',
  ...more,
});

const failing = result(check('law.broken'), {
  status: 'FAIL',
  violations: 250,
  failingDays: ['2026-01-03'],
  keys: [{ business_date: '2026-01-03', entry_key: HOSTILE, observed: '1.00', expected: null }],
});

const store: StoreReport = {
  siteId: '7',
  name: HOSTILE,
  days: [
    {
      date: '2026-01-03',
      status: 'STALE',
      reason: 'failed: law.broken',
      gross: '100.00',
      recognised: '90.10',
      cashIn: '80.00',
    },
    { date: '2026-01-04', status: 'BLOCKED', reason: HOSTILE, gross: null, recognised: null, cashIn: null },
  ],
  bridge: [
    { item: 'gross', zh: '消费总额', en: 'Consumption', isTotal: true, amount: '1234567.80' },
    { item: 'coupon', zh: '券抵扣', en: 'Covered by coupons', isTotal: false, amount: '-234567.80' },
    { item: 'rounding', zh: '抹零', en: 'Rounded off', isTotal: false, amount: '0.00' },
    { item: 'recognised', zh: '确认收入', en: 'Recognised revenue', isTotal: true, amount: '1000000.00' },
  ],
  payments: [{ zh: '现金', en: 'cash', count: '3', paid: '30.00', refunded: '10.00', net: '20.00' }],
  tables: [
    { name: HOSTILE, area: null, hours: Array.from({ length: 24 }, (_, i) => ({ hour: (i + 8) % 24, share: i / 23 })) },
  ],
  results: [
    result(check('law.fine')),
    failing,
    result(check('law.sleeps'), { status: 'SNOOZED', violations: 1 }),
    result(check('law.warns', { severity: 'warn' }), { status: 'WARN', violations: 2 }),
    result(check('law.cannot'), { status: 'ERROR', message: 'relation "x" <is> gone\u0000' }),
  ],
};

const report: QualityReport = {
  from: '2026-01-03',
  to: '2026-01-04',
  writtenAt: '2026-01-05 09:00:00',
  stores: [store],
};

/** Tags that are open and close in the right order, attributes in quotes, no bare < or &: throws for anything else. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const tag = /<\?xml[^?]*\?>|<(\/?)([a-z-]+)((?:\s+[a-z-]+="[^"<]*")*)\s*(\/?)>/g;
  for (const [, closes, name = '', , empty] of xml.matchAll(tag)) {
    if (name === '' || empty === '/') continue;
    if (closes !== '/') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
  }
  const rest = xml.replace(tag, '').replace(/&(?:amp|lt|gt|quot|#39|#10|#9);/g, '');
  if (open.length > 0 || /[<&]/.test(rest)) throw new Error(`left open: ${open.join()}; left over: ${rest}`);
}

describe('the JUnit report', () => {
  const xml = renderJunit(report);

  it('has a test case for each check, and counts as CI systems do', () => {
    expect(xml.match(/<testcase /g)).toHaveLength(5);
    expect(xml).toContain('tests="5" failures="1" errors="1" skipped="1" timestamp="2026-01-05T09:00:00"');
  });

  it('is well-formed whatever the data say, and drops what XML cannot hold', () => {
    expect(() => assertWellFormed(xml)).not.toThrow();
    expect(() => assertWellFormed(xml.replace('&lt;', '<'))).toThrow('left over');
    expect(xml).not.toContain('\u0000');
  });

  it('names the failing keys; what only warns is no failure', () => {
    expect(xml).toContain('2026-01-03 &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(xml).toContain('found 1.00, expected nothing</failure>');
    expect(xml).toMatch(/name="law\.warns">\s*<system-out>WARN: rule law\.warns: 2 violations/);
  });
});

describe.each(['zh', 'en'] as const)('the page in %s', (language) => {
  const page = renderPage(report, language);

  it('shows data as data: nothing in it is markup', () => {
    expect(page).not.toContain('<script');
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(4);
  });

  it('needs nothing from elsewhere', () => {
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import|https?:/);
    expect(page).toContain(`default-src 'none'`);
  });

  it('is made of tags that close in order', () => {
    const body = page.slice(page.indexOf('<body>'), page.indexOf('</html>'));
    const known = body.replaceAll(/ (viewBox|preserveAspectRatio)=/g, ' x=').replaceAll(/<h[1-6]>|<\/h[1-6]>/g, '');
    expect(() => assertWellFormed(known.replaceAll('&lt;/h', ''))).not.toThrow();
  });

  it('begins the bridge at consumption and lets the steps hang on one another', () => {
    const bars = [...page.matchAll(/<rect class="(total|plus|minus)" x="([\d.]+)" y="2" width="([\d.]+)"/g)];
    const [gross, coupon, recognised] = bars.map(([, kind, x, width]) => ({
      kind,
      from: Number(x),
      width: Number(width),
    }));
    expect(gross).toEqual({ kind: 'total', from: 0, width: 1000 });
    expect(coupon?.kind).toBe('minus');
    expect((coupon?.from ?? 0) + (coupon?.width ?? 0)).toBeCloseTo(1000, 0);
    expect(recognised).toEqual({ kind: 'total', from: 0, width: coupon?.from });
    expect(page).toContain('1,234,567.80');
  });
});

describe('the Markdown report', () => {
  const text = renderMarkdown(report, 'en');

  it('keeps data from becoming markup or ending a cell', () => {
    expect(text).toContain(String.raw`\<script\>alert("1")\</script\> \& 'co' \| \*x\*`);
    expect(text).not.toMatch(/(?<!\\)<script/);
  });

  it('begins with what is worst and says how many rows are not shown', () => {
    const heads = [...text.matchAll(/^#### \S+ (\S+)/gm)].map(([, id]) => id);
    expect(heads).toEqual(['law.cannot', 'law.broken', 'law.warns', 'law.sleeps']);
    expect(text).toContain('1 of 250 violations are shown');
  });
});
