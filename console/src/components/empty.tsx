import type { ComponentChildren } from 'preact';

/** There is nothing here: what that means, and below it what to do next. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <div class="empty-next">{children}</div>}
    </div>
  );
}

/** The answer is not here yet; it has the height of what will stand here, so that nothing jumps. */
export function Loading({ what, isTall = false }: { readonly what: string; readonly isTall?: boolean }) {
  return (
    <p class={isTall ? 'loading loading-tall' : 'loading'} role="status">
      Asking for {what} …
    </p>
  );
}
