import { describe, expect, test } from 'vitest';
import { EtlError } from '../base/errors.ts';
import { describeDsn, parseDsn } from './dsn.ts';

function refusal(text: string): string {
  try {
    parseDsn(text);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigError', code: 'BAD_DSN' });
    // Nothing that is printed or logged may hold the password, causes included.
    for (let at = error; at instanceof Error; at = at.cause) {
      expect(`${at.message} ${at.stack} ${JSON.stringify(at instanceof EtlError ? at.details : at)}`).not.toContain(
        's3cret',
      );
    }
    return (error as Error).message;
  }
  throw new Error(`${text} was accepted`);
}

describe('a well-formed connection string', () => {
  test('URL form gives its parts, percent signs decoded', () => {
    const dsn = parseDsn('postgresql://etl:p%40ss@db.example:6543/%E5%8F%B0%E7%90%83');
    expect(dsn).toMatchObject({ host: 'db.example', port: 6543, database: '台球', user: 'etl' });
    expect(describeDsn(dsn)).toBe('etl@db.example:6543/台球');
  });

  test('keyword form means the same as the URL', () => {
    const dsn = parseDsn(`host=db.example port=6543 dbname=hall user=etl password='it\\'s @ : / # %'`);
    expect(dsn).toMatchObject({ host: 'db.example', port: 6543, database: 'hall', user: 'etl' });
    expect(decodeURIComponent(new URL(dsn.url).password)).toBe(`it's @ : / # %`);
  });

  test('port 5432 is the default, in both forms', () => {
    expect(parseDsn('postgres://u@h/d').port).toBe(5432);
    expect(parseDsn('host=h dbname=d').port).toBe(5432);
  });

  test('a socket directory and an IPv6 address are hosts', () => {
    expect(parseDsn('host=/var/run/postgresql dbname=d').host).toBe('/var/run/postgresql');
    expect(parseDsn('postgresql://u@[::1]/d').host).toBe('::1');
    expect(parseDsn('host=::1 dbname=d').host).toBe('::1');
  });

  test('sslmode=require means what it means in psql: encrypt, do not verify', () => {
    expect(parseDsn('postgresql://u@h/d?sslmode=require').url).toContain('uselibpqcompat=true');
  });
});

describe('a malformed connection string is refused with its fault and without the password', () => {
  test.each([
    ['', /empty/],
    ['db.example', /neither/],
    ['mysql://u:s3cret@h/d', /mysql:\/\//],
    ['postgresql+psycopg2://u:s3cret@h/d', /postgresql\+psycopg2/],
    ['postgresql://u:s3cret@h:99999/d', /port "99999"/],
    ['postgresql://u:s3cret@h:abc/d', /port "abc"/],
    ['postgresql://u:s3cret@h', /database name/],
    ['postgresql://u:s3cret@h/d#x', /#/],
    ['postgresql://u:s3cret%@h/d', /percent-encoded/],
    ['postgresql://u:s3cret#1@h/d', /percent-encoded/],
    ['postgresql://u:a/s3cret@h/d', /percent-encoded/],
    ['postgresql:///d', /host/],
    ['host=h user=u password=s3cret', /no dbname=/],
    ['host=h port=12x dbname=d password=s3cret', /port "12x"/],
    ['host=h dbname=d password=two s3cret', /rest cannot be read/],
  ])('%s', (text, fault) => {
    expect(refusal(text)).toMatch(fault);
  });
});
