import { describe, expect, it } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { defineCheck } from '../catalog/check.ts';
import { findCheck, selectChecks } from './select-checks.ts';

const check = (id: string, family: 'law' | 'invariant' | 'code'): ReturnType<typeof defineCheck> =>
  defineCheck({ id, family, zh: id, en: id, reads: [], sql: 'select' });

const ALL = [check('SET-01', 'invariant'), check('SET-02', 'invariant'), check('law.stock.total', 'law')];

const idsOf = (checks: string | null, family: string | null = null): string[] =>
  selectChecks({ checks, family }, ALL).map(({ id }) => id);

describe('selectChecks', () => {
  it('takes all checks when nothing is asked', () => {
    expect(idsOf(null)).toEqual(['SET-01', 'SET-02', 'law.stock.total']);
  });

  it('takes ids and patterns, letter case ignored, in the order of the catalog', () => {
    expect(idsOf('law.*, set-02')).toEqual(['SET-02', 'law.stock.total']);
  });

  it('takes what both the ids and the families let through', () => {
    expect(idsOf('*', 'law')).toEqual(['law.stock.total']);
    expect(idsOf('SET-*', 'law')).toEqual([]);
  });

  it('takes a dot for a dot', () => {
    expect(() => idsOf('lawXstock.total')).toThrow(ConfigError);
  });

  it('names the nearest check or family for a word that names none', () => {
    expect(() => idsOf('SET-1')).toThrow(/no check is called "SET-1"\. Did you mean SET-01\?/);
    expect(() => idsOf(null, 'lw')).toThrow(/Did you mean law\?/);
  });
});

describe('findCheck', () => {
  it('finds by the whole id only', () => {
    expect(findCheck('set-01', ALL).id).toBe('SET-01');
    expect(() => findCheck('SET-*', ALL)).toThrow(ConfigError);
  });
});
