import { expect, it } from 'vitest';
import { minutesOf, PRESETS } from './minutes.ts';

it('a silence has whole minutes, up to a day', () => {
  expect(['1', ' 45 ', '1440'].map(minutesOf)).toEqual([1, 45, 1440]);
  for (const wrong of ['', '0', '1441', '99999', '-5', '1.5', '1e3', '0x10', '1,440', '2 h']) expect(minutesOf(wrong), wrong).toBeUndefined();
  for (const { minutes } of PRESETS) expect(minutesOf(String(minutes))).toBe(minutes);
});
