import { describe, expect, it } from 'vitest';
import { maskUrl } from './mask.ts';

describe('maskUrl', () => {
  it.each([
    ['postgresql://ann:hunter2@db:5432/x', 'postgresql://ann:********@db:5432/x'],
    ['postgresql://ann:hun@ter2@db:5432/x', 'postgresql://ann:********@db:5432/x'],
    ['postgresql://ann:12#hunter2@db/x', 'postgresql://ann:********@db/x'],
    ['https://ann:hunter2@api.example.com', 'https://ann:********@api.example.com'],
    ['postgresql://db/x?password=hunter2&sslmode=require', 'postgresql://db/x?password=********&sslmode=require'],
    ["host=db password='hunter2 and more' dbname=x", 'host=db password=******** dbname=x'],
    ['postgresql://ann@db/x', 'postgresql://ann@db/x'],
    ['https://api.example.com', 'https://api.example.com'],
  ])('shows %s as %s', (text, shown) => {
    expect(maskUrl(text)).toBe(shown);
  });

  it.each(['postgresql//ann:hunter2@db/x', 'ann:hunter2@db', 'hunter2@db'])(
    'hides %s altogether, because nobody can tell where the password is',
    (text) => {
      expect(maskUrl(text)).not.toContain('hunter2');
    },
  );
});
