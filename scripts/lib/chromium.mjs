// Where a Chromium is, if there is one.
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Program of a Chromium: the one that CHROMIUM names, else the first that is installed; undefined without any. */
export function findChromium() {
  return [process.env.CHROMIUM, ...PLACES].find((place) => place !== undefined && existsSync(place));
}
