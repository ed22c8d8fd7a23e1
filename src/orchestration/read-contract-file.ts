import { readFileSync } from 'node:fs';
import type { Config } from '../config/load-config.ts';
import type { ContractFile } from './contract-report.ts';

/** The CONTRACT_FILE in force. Read, checked and applied already: here it is only merged with what is found. */
export function readContractFile({ values: { CONTRACT_FILE: file } }: Config): ContractFile | null {
  return file === undefined ? null : (JSON.parse(readFileSync(file, 'utf8')) as ContractFile);
}
