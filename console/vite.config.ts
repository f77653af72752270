import { defineConfig } from 'vite';

/**
 * No inline script or style: the policy of the page allows none. The largest chunk is ECharts, which a chart loads when it
 * is drawn and no other view.
 */
export default defineConfig({
  base: '/console/',
  build: { target: 'es2022', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
});
