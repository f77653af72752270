/** Not yet in the library of TypeScript. */
type TrustedTypes = { readonly createPolicy: (name: string, rules: { readonly createHTML: (text: string) => string }) => unknown };

/**
 * The page's policy lets no text become markup. Besides the sanitizer, which has a policy of its own, only emptying an element is
 * let through: the charts empty the one that they are drawn in.
 */
export function allowOnlyEmptyMarkup(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', {
    createHTML: (text) => {
      if (text !== '') throw new TypeError('only sanitized text becomes markup');
      return text;
    },
  });
}
