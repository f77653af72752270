/** Alone, all again, or one more or fewer. */
export function nextHidden(names: readonly string[], hidden: ReadonlySet<string>, name: string, isOne: boolean): ReadonlySet<string> {
  const others = names.filter((one) => one !== name);
  if (isOne) return new Set(hidden.has(name) ? [...hidden].filter((one) => one !== name) : [...hidden, name]);
  const isAlone = !hidden.has(name) && others.every((one) => hidden.has(one));
  return new Set(isAlone ? [] : others);
}
