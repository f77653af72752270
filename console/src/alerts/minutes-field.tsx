import { useEffect, useId, useRef } from 'preact/hooks';
import { LEAST_MINUTES, MOST_MINUTES, minutesOf, PRESETS } from './minutes.ts';

const FAULT = `Give whole minutes from ${LEAST_MINUTES} to ${MOST_MINUTES}; ${MOST_MINUTES} are a day.`;
const OTHER = 'other';

type MinutesFieldProps = { /** As it was typed. */ readonly text: string; readonly onInput: (text: string) => void };

/** For how long: one of the usual times, or any number of minutes. What no silence may have cannot be sent off. */
export function MinutesField({ text, onInput }: MinutesFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const isWrong = minutesOf(text) === undefined;
  const preset = PRESETS.find(({ minutes }) => minutes === minutesOf(text));
  useEffect(() => input.current?.setCustomValidity(isWrong ? FAULT : ''), [isWrong]);
  return (
    <div class="row silence-time">
      <label class="field">
        For
        <select value={preset?.minutes ?? OTHER} onChange={({ currentTarget: { value } }) => (value === OTHER ? input.current?.select() : onInput(value))}>
          {PRESETS.map(({ minutes, title }) => (
            <option key={minutes} value={minutes}>
              {title}
            </option>
          ))}
          <option value={OTHER}>Other, in minutes</option>
        </select>
      </label>
      <label class="field">
        Minutes
        <input ref={input} inputMode="numeric" size={6} value={text} aria-invalid={isWrong} aria-describedby={hintId} onInput={(event) => onInput(event.currentTarget.value)} />
      </label>
      <p id={hintId} class={isWrong ? 'silence-fault' : 'hint'} role={isWrong ? 'alert' : undefined}>
        {isWrong ? FAULT : `${LEAST_MINUTES} to ${MOST_MINUTES}.`}
      </p>
    </div>
  );
}
