import { renderDataDictionary } from './data-dictionary.ts';
import { renderLeftInOds } from './left-in-ods-page.ts';
import { renderLineageJson, renderLineagePage } from './lineage-page.ts';

/** Every file of `docs/` that is made from the catalog, by its path in the project. */
export function generatedPages(): Readonly<Record<string, string>> {
  return {
    'docs/data-dictionary.md': renderDataDictionary('en'),
    'docs/data-dictionary.zh-CN.md': renderDataDictionary('zh'),
    'docs/left-in-ods.md': renderLeftInOds(),
    'docs/lineage.md': renderLineagePage(),
    'docs/lineage.json': renderLineageJson(),
  };
}
