import { defineConfig } from 'vite';

/** Nothing is put into the page itself: the content policy allows neither inline scripts nor inline styles. */
const config = defineConfig({
  base: '/',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
});

export { config as default };
