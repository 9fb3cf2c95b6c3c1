// How the pages are built: six entry pages and the neutral one, into dist/pages.
// Nothing is inlined into the HTML: the content security policy forbids inline scripts and styles.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const pages = fileURLToPath(new URL('./src/pages', import.meta.url))

export default defineConfig({
  root: pages,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('./dist/pages', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome107', 'safari16', 'firefox104'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rollupOptions: {
      input: ['home', 'chat', 'inbox', 'demo', 'record', 'nowhere', 'weg'].map((page) => `${pages}/${page}.html`),
    },
  },
})
