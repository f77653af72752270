import { expect, it } from 'vitest';
import { colorNamed, inkOn, orange, withOpacity } from './palette.ts';

it('knows colours by name, and takes others as they are', () => {
  expect(colorNamed('green', 'light')).not.toBe(colorNamed('green', 'dark'));
  expect(colorNamed('#123456', 'dark')).toBe('#123456');
});

it('writes black on bright ground, white on dark', () => {
  expect([inkOn('#f0e442'), inkOn('#0072b2'), inkOn('#8c2a04')]).toEqual(['#000000', '#ffffff', '#ffffff']);
});

it('fades', () => {
  expect(withOpacity('#ff8000', 0.15)).toBe('rgba(255, 128, 0, 0.15)');
  expect(withOpacity('transparent', 0.15)).toBe('transparent');
});

it('shades a heatmap from one end of its scale to the other', () => {
  expect(orange(0, 64, 'light')).toBe('rgb(255, 240, 224)');
  expect(orange(1, 64, 'light')).toBe('rgb(127, 39, 4)');
});
