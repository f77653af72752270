import { nameOfToken, readSession, signOut } from '../api/token.ts';
import { StateBadge } from '../components/state-badge.tsx';
import { theme, THEMES, useThemeChoice, useZone, zone } from '../hooks/preferences.ts';
import { judge } from '../pipeline/judge.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';
import { textOf } from '../pipeline/sentence.ts';

const THEME_NAMES = { system: 'System', light: 'Light', dark: 'Dark' };

/** Which pipeline this is and how it does, on every view; and how the page is read. */
export function TopBar({ isMenuOpen, onMenu }: { readonly isMenuOpen: boolean; readonly onMenu: () => void }) {
  const pipeline = usePipeline();
  const { state, word, sentences } = judge(pipeline);
  return (
    <header class="top-bar">
      <button type="button" class="menu-button" aria-expanded={isMenuOpen} aria-controls="navigation" onClick={onMenu}>
        Menu
      </button>
      <a class="brand" href="/console/">
        mining-clicks
      </a>
      <a class="top-state" href="/console/" title={sentences.map(textOf).join(' ')} aria-label={`State of the pipeline: ${word}. Open the overview`}>
        <StateBadge state={state} word={word} />
      </a>
      <span class="top-facts soft">{pipeline.facts.value && `${pipeline.facts.value.queue} · ${pipeline.facts.value.version}`}</span>
      <ZoneSwitch />
      <ThemeChoice />
      <button type="button" class="quiet" title={whoIsSignedIn()} onClick={() => signOut('You have signed out.')}>
        Sign out
      </button>
    </header>
  );
}

function whoIsSignedIn(): string {
  const name = nameOfToken(readSession().token ?? '');
  return name === undefined ? 'Signed in' : `Signed in as ${name}`;
}

function ZoneSwitch() {
  const shown = useZone();
  const other = shown === 'utc' ? 'local' : 'utc';
  return (
    <button type="button" class="quiet" aria-label={`Times are ${shown === 'utc' ? 'UTC' : 'local'}. Switch: Local / UTC`} onClick={() => zone.write(other)}>
      <span class={shown === 'local' ? 'chosen' : ''}>Local</span> / <span class={shown === 'utc' ? 'chosen' : ''}>UTC</span>
    </button>
  );
}

function ThemeChoice() {
  const chosen = useThemeChoice();
  return (
    <select class="theme" aria-label="Theme" value={chosen} onChange={(event) => theme.write(event.currentTarget.value as (typeof THEMES)[number])}>
      {THEMES.map((name) => (
        <option key={name} value={name}>
          {THEME_NAMES[name]}
        </option>
      ))}
    </select>
  );
}
