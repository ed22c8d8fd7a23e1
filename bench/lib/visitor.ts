/** Somebody who is logged in to a dashboard. */
export interface BenchVisitor {
  readonly url: string;
  /** `name=value` */
  readonly cookie: string;
}

/** Logs in by the token of a one-time link. */
export async function visit(url: string, link: string): Promise<BenchVisitor> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/login/link`, { method: 'POST', headers, body: JSON.stringify({ link }) });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!response.ok || cookie === undefined) throw new Error(`the dashboard refused the link: ${await response.text()}`);
  return { url, cookie };
}

/** Connections, plans and caches are as in a server that has been at work. */
const WARM_UPS = 2;

/** Asks the API `times` times after some that do not count; milliseconds until the whole answer was here, each. */
export async function measureAnswers({ url, cookie }: BenchVisitor, path: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = -WARM_UPS; turn < times; turn += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${url}/api${path}`, { headers: { cookie } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    if (turn >= 0) taken.push(performance.now() - startedAt);
  }
  return taken;
}
