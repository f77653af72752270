import { createPreference } from './preference.ts';
import { useOutside } from './use-outside.ts';

const openStore = () => localStorage;

export const THEMES = ['system', 'light', 'dark'] as const;
export const theme = createPreference('mining-clicks.theme', THEMES, openStore);
export const zone = createPreference('mining-clicks.zone', ['local', 'utc'], openStore);

/** In which zone every time on the page is written. */
export const useZone = () => useOutside(zone.read, zone.onChange);
export const useThemeChoice = () => useOutside(theme.read, theme.onChange);

const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => theme.read() === 'dark' || (theme.read() === 'system' && darkSystem.matches);

function onShownTheme(listener: () => void): () => void {
  const end = theme.onChange(listener);
  darkSystem.addEventListener('change', listener);
  return () => {
    end();
    darkSystem.removeEventListener('change', listener);
  };
}

/** The theme that is shown, for what is drawn on a canvas: colours are the custom properties of the root element. */
export const useShownTheme = (): 'light' | 'dark' => (useOutside(isDark, onShownTheme) ? 'dark' : 'light');

/** Keeps the root element's theme as it was chosen, or as the system has it. */
export function applyTheme(): void {
  const apply = () => void (document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light');
  onShownTheme(apply);
  apply();
}
