// npm run generate: writes the files that are made from settings and catalog, so that they cannot disagree with the code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const { renderConfigurationDoc, renderEnvExample } = await import('../dist/config/describe-config.js');
const { ENDPOINTS } = await import('../dist/catalog/endpoints.js');
const { renderSeedSql } = await import('../dist/catalog/seed-sql.js');
const { generatedPages } = await import('../dist/catalog/pages/generated-pages.js');
const { guidePages } = await import('../dist/guide/render-page.js');
const { LEGACY_VIEWS } = await import('../dist/catalog/ods-table.js');

const SEED_STORE_ID = '2790685415443269';

const root = new URL('../', import.meta.url);
mkdirSync(new URL('docs/', root), { recursive: true });
writeFileSync(new URL('.env.example', root), renderEnvExample());
writeFileSync(new URL('docs/configuration.md', root), renderConfigurationDoc());
writeFileSync(new URL('src/database/seed_ods_tasks.sql', root), renderSeedSql(ENDPOINTS, SEED_STORE_ID));
for (const [file, text] of Object.entries({ ...generatedPages(), ...guidePages() }))
  writeFileSync(new URL(file, root), text);
writeTables('README.md', '| task | table in `billiards_ods` | old name (view) | 中文 | holds |', 'en');
writeTables('README.zh-CN.md', '| 任务 | `billiards_ods` 中的表 | 旧名称(视图) | 含义 | 接口 |', 'path');

/** Replaces the table between the marks of a README. */
function writeTables(file, head, last) {
  const viewOf = new Map(Object.entries(LEGACY_VIEWS).map(([view, table]) => [table, view]));
  const rows = ENDPOINTS.map((one) => {
    const view = viewOf.get(one.table);
    const cells = [`\`${one.task}\``, `\`${one.table}\``, view === undefined ? '' : `\`${view}\``, one.zh];
    return `| ${[...cells, last === 'path' ? `\`${one.path}\`` : one.en].join(' | ')} |`;
  });
  const table = [head, '|---|---|---|---|---|', ...rows].join('\n');
  const text = readFileSync(new URL(file, root), 'utf8');
  const marks = /(<!-- generated:ods-tables -->\n)[^]*(<!-- \/generated:ods-tables -->)/;
  writeFileSync(
    new URL(file, root),
    text.replace(marks, (_all, open, close) => `${open}\n${table}\n\n${close}`),
  );
}
