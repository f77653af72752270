import { describe, expect, it } from 'vitest';
import { createPreference } from './preference.ts';

function openStore(kept: Record<string, string> = {}) {
  return { kept, open: () => ({ getItem: (name: string) => kept[name] ?? null, setItem: (name: string, value: string) => void (kept[name] = value) }) };
}

describe('a preference', () => {
  it('is the first of its values until another is chosen, which is remembered', () => {
    const { kept, open } = openStore();
    const theme = createPreference('theme', ['system', 'light', 'dark'], open);
    const seen: string[] = [];
    const end = theme.onChange(() => seen.push(theme.read()));
    expect(theme.read()).toBe('system');
    theme.write('dark');
    end();
    theme.write('light');
    expect([seen, kept['theme']]).toEqual([['dark'], 'light']);
    expect(createPreference('theme', ['system', 'light', 'dark'], open).read()).toBe('light');
  });

  it('is the first of its values where what is remembered is none of them, and works where nothing can be remembered', () => {
    expect(createPreference('theme', ['system', 'dark'], openStore({ theme: 'blue' }).open).read()).toBe('system');
    const refused = createPreference('theme', ['system', 'dark'], () => {
      throw new Error('refused');
    });
    refused.write('dark');
    expect(refused.read()).toBe('dark');
  });
});
