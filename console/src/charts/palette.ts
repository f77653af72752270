/**
 * Colours that the colour-blind can tell apart (after Okabe and Ito), for light and dark ground. Names are those of the
 * dashboard JSON.
 */
export type Theme = 'light' | 'dark';

const NAMED: Readonly<Record<string, Readonly<Record<Theme, string>>>> = {
  green: { light: '#008560', dark: '#1fb98c' },
  'light-green': { light: '#7cc6ae', dark: '#86dcc2' },
  yellow: { light: '#d6b800', dark: '#f0e442' },
  orange: { light: '#d98a00', dark: '#f5b02e' },
  red: { light: '#d14b00', dark: '#f2703a' },
  'dark-red': { light: '#8c2a04', dark: '#b8481c' },
  blue: { light: '#0072b2', dark: '#4aa8e0' },
  purple: { light: '#b3588e', dark: '#d98bb8' },
  text: { light: '#5b6470', dark: '#8a94a3' },
  transparent: { light: 'transparent', dark: 'transparent' },
};

export const KNOWN_COLORS: readonly string[] = Object.keys(NAMED);

/** A colour by its name; what is none of these names is a colour itself. */
export function colorNamed(name: string, theme: Theme): string {
  return NAMED[name]?.[theme] ?? name;
}

/** In the order of the series; those that names stand for are among them, and after them darker and lighter ones of the same. */
const SERIES: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072b2', '#d98a00', '#008560', '#b3588e', '#3a9bd1', '#d14b00', '#6b6b00', '#4d4d4d', '#004a75', '#8c5a00', '#005540', '#75395d', '#8fc7e8', '#e8b566', '#7cc6ae', '#d9a3c3'],
  dark: ['#4aa8e0', '#f5b02e', '#1fb98c', '#d98bb8', '#9ad4f5', '#f2703a', '#f0e442', '#b9c1cc', '#2b7db3', '#b57f1c', '#148a67', '#a5618a', '#c9e7fa', '#ffd88a', '#86dcc2', '#f0c6dc'],
};

export const seriesColors = (theme: Theme): readonly string[] => SERIES[theme];

/** Text that can be read on this ground, by its luminance (WCAG 2). */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

const channels = (hex: string): readonly number[] => [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));

export function withOpacity(color: string, opacity: number): string {
  return color.startsWith('#') ? `rgba(${channels(color).join(', ')}, ${opacity})` : color;
}

/** From hardly any to much, for the cells of a heatmap: on dark ground the many are the bright ones. */
const ORANGES: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#fff0e0', '#fdc08a', '#f4872d', '#c94d00', '#7f2704'],
  dark: ['#3d1d0c', '#8c3a08', '#d9620f', '#fb9a4b', '#ffe3c8'],
};

/** @param shade from 0 to 1, in as many steps as the panel asks for */
export function orange(shade: number, steps: number, theme: Theme): string {
  const scale = ORANGES[theme];
  const position = (Math.round(shade * (steps - 1)) / (steps - 1)) * (scale.length - 1);
  const index = Math.min(Math.floor(position), scale.length - 2);
  const [below, above] = [channels(scale[index] as string), channels(scale[index + 1] as string)];
  return `rgb(${below.map((value, channel) => Math.round(value + ((above[channel] ?? 0) - value) * (position - index))).join(', ')})`;
}
