// Loaded into a program of ours before it starts: leaves the greatest resident set of its life, in kilobytes, in a file.
import { writeFileSync } from 'node:fs';

process.once('exit', () => {
  writeFileSync(process.env.BENCH_PEAK_FILE, String(process.resourceUsage().maxRSS));
});
