import type { ScaffoldReport } from '../actions/scaffold-action.ts';

/** What was concluded, what was written, and what to do next. */
export function renderScaffold({ dryRun, dir, files, draft }: ScaffoldReport): string {
  const written = files.map(({ file, kind }) => `  ${kind === 'new' ? 'new    ' : 'changed'}  ${file}`);
  const tests = files.filter(({ file }) => file.endsWith('.test.ts')).map(({ file }) => file);
  const texts = files.filter(({ kind }) => kind === 'new').map(({ file, text }) => `\n--- ${file}\n${text.trimEnd()}`);
  const next = [
    'Next:',
    '  npm run generate                  the pages and lists made from the catalog',
    `  npx vitest run ${tests.join(' ')}`,
    '  npm run check                     before you commit',
  ];
  return [
    ...(draft === null ? [] : [...concluded(draft), '']),
    dryRun ? `Would be written to ${dir}:` : `Written to ${dir}:`,
    ...written,
    ...(dryRun ? texts : ['', ...next]),
  ].join('\n');
}

function concluded(draft: NonNullable<ScaffoldReport['draft']>): string[] {
  const { table, path, listPath, totalPath, otherLists, key, keyCandidates, eventTime, timeCandidates } = draft;
  const others = keyCandidates
    .map((one) => one.path)
    .filter((one) => one !== key)
    .slice(0, 3);
  const times = timeCandidates.filter((one) => one !== eventTime);
  return [
    `From the sample, all of it assumed until upstream has been asked (contract check):`,
    `  table    ${table}, read from ${path}`,
    `  records  at ${listPath}${otherLists.length === 0 ? '' : `; not taken: ${otherLists.join(', ')}`}`,
    `  paging   ${totalPath === null ? 'none: no total beside the list, so one answer holds everything' : `by page and limit, total at ${totalPath}`}`,
    `  key      ${key}${others.length === 0 ? '' : `; could also be ${others.join(', ')}`}`,
    eventTime === null
      ? '  window   none: a list as it stands'
      : `  window   startTime and endTime on ${eventTime}${times.length === 0 ? '' : `; could also be ${times.join(', ')}`}`,
    ...Object.entries(draft.enums).map(
      ([name, codes]) => `  codes    ${name}: ${codes.join(', ')}; say in src/catalog/enums.ts what they mean`,
    ),
    ...(draft.unnamed.length === 0 ? [] : [`  names    say in Chinese what these are: ${draft.unnamed.join(', ')}`]),
  ];
}
