import { describe, expect, it } from 'vitest';
import { parseDsn } from './dsn.ts';
import { explainFailure } from './explain-failure.ts';

const dsn = parseDsn('postgresql://etl:hush@halls.example:5433/books');
const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const raised = (state: string, message: string): Error => Object.assign(coded(state, message), { severity: 'ERROR' });

describe('why a database does not answer', () => {
  it.each([
    [coded('ECONNREFUSED'), /nothing listens at halls\.example:5433 \(refused\)/],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]), /refused/],
    [new Error('wrapped', { cause: coded('ENOTFOUND') }), /no machine is called halls\.example/],
    [coded('EHOSTUNREACH'), /no way to halls\.example/],
    [coded('ECONNRESET'), /hung up/],
    [new Error('timeout expired'), /does not answer \(timeout\)/],
    [raised('28P01', 'password authentication failed'), /the password of user "etl" is wrong/],
    [raised('28000', 'no pg_hba.conf entry'), /pg_hba\.conf/],
    [raised('3D000', 'no such'), /has no database "books": create it/],
    [raised('42501', 'permission denied for schema x'), /user "etl" may not.*permission denied for schema x/],
    [raised('57014', 'canceling statement due to statement timeout'), /statement timeout/],
    [raised('53300', 'too many'), /no connection to spare/],
    [raised('42601', 'syntax error at or near "selekt"'), /^syntax error at or near "selekt"$/],
    [new Error('The server does not support SSL connections'), /sslmode/],
  ])('%s', (error, reason) => {
    expect(explainFailure(error, dsn)).toMatch(reason);
    expect(explainFailure(error, dsn)).not.toContain('hush');
  });
});
