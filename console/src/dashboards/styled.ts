/** Sets custom properties of an element by the CSSOM: the page's policy allows no style attributes. */
export const styled =
  (properties: Readonly<Record<`--${string}`, string>>) =>
  (element: HTMLElement | null): void => {
    for (const [name, value] of Object.entries(properties)) element?.style.setProperty(name, value);
  };
