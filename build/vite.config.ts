import path from 'node:path';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const root = path.dirname(import.meta.dirname);

/**
 * The window as files that need no server of their own: relative places, no inline script (the content security policy allows
 * none), nothing fetched from elsewhere. `HEIRLOOM_RENDERER_OUT` builds it somewhere else than out/renderer.
 */
export default defineConfig({
  root: path.join(root, 'renderer'),
  base: './',
  cacheDir: path.join(root, '.cache/vite'),
  publicDir: false,
  plugins: [svelte({ configFile: false, preprocess: vitePreprocess() })],
  build: {
    outDir: process.env['HEIRLOOM_RENDERER_OUT'] ?? path.join(root, 'out/renderer'),
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would be one more thing for the content security policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
