import { defineConfig } from 'vite';

/** No inline script or style: the policy of the page allows none. */
export default defineConfig({
  base: '/console/',
  build: { target: 'es2022', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
