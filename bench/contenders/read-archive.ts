import { readArchive } from '../../src/api/archive/reader.ts';
import { contend } from '../lib/contender.ts';

/** Reads an archive without storing anything: file, gunzip, hash check and text of every page, ten at a time. */
export interface ReadArchiveJob {
  readonly archive: string;
}

const AT_ONCE = 10;

await contend<ReadArchiveJob, { readonly rows: number }>(async (job, measure) => {
  let rows = 0;
  await measure(async () => {
    for await (const walk of readArchive(job.archive)) {
      for (let at = 0; at < walk.pages.length; at += AT_ONCE) {
        await Promise.all(walk.pages.slice(at, at + AT_ONCE).map((page) => page.body()));
      }
      rows += walk.end?.rowsSeen ?? 0;
    }
  });
  return { rows };
});
