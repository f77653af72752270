import { describe, expect, it } from 'vitest';
import { nameOfToken, onSession, readSession, signIn, signOut, tokenOfFragment } from './token.ts';

describe('the token of a fragment', () => {
  it('is what stands after #token=, and nothing else', () => {
    expect(tokenOfFragment('#token=a.b-c_d.e')).toBe('a.b-c_d.e');
    expect(tokenOfFragment('#other=1&token=a')).toBe('a');
    for (const fragment of ['', '#', '#token=', '#tokens=a', '#section']) expect(tokenOfFragment(fragment), fragment).toBeUndefined();
  });
});

describe('the name in a token', () => {
  it('is its subject, of any letters, or unknown', () => {
    const payload = Buffer.from(JSON.stringify({ sub: 'Jürgen <b>' })).toString('base64url');
    expect(nameOfToken(`x.${payload}.y`)).toBe('Jürgen <b>');
    for (const token of ['', 'x', 'x.%%%.y', `x.${Buffer.from('[]').toString('base64url')}.y`]) expect(nameOfToken(token), token).toBeUndefined();
  });
});

describe('a session', () => {
  it('tells whoever asked to be told when it begins and ends', () => {
    const seen: (string | undefined)[] = [];
    const end = onSession(() => seen.push(readSession().token ?? readSession().ended));
    signIn('one');
    signOut('why');
    end();
    signIn('two');
    expect(seen).toEqual(['one', 'why']);
  });
});
