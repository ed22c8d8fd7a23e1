import type { CheckFamily, CheckOwner, Severity } from '../../catalog/check.ts';
import type { CheckStatus } from '../../quality/outcome.ts';
import { wordsOf } from '../../quality/report/words.ts';
import type { Named } from '../api/named.ts';

const ZH = wordsOf('zh');
const EN = wordsOf('en');

/** Codes of checks with the names that reports give them. */
export const nameOfFamily = (code: CheckFamily): Named => ({ code, zh: ZH.families[code], en: EN.families[code] });

export const nameOfStatus = (code: CheckStatus): Named => ({
  code,
  zh: ZH.checkStatus[code],
  en: EN.checkStatus[code],
});

export const nameOfSeverity = (code: Severity): Named => ({ code, zh: ZH.severities[code], en: EN.severities[code] });

export const nameOfOwner = (code: CheckOwner): Named => ({ code, zh: ZH.owners[code], en: EN.owners[code] });
