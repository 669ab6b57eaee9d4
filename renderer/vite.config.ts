import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Every browser that runs this page reads woff2: the woff fall-backs of the font package would double what is shipped. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('@fontsource') || !id.split('?')[0]?.endsWith('.css')) return null
    return { code: code.replaceAll(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, ''), map: null }
  },
}

/**
 * The page is served by the browser host and loaded from a file by Electron: addresses are relative. Nothing is inlined,
 * neither script nor style nor font, so that a Content-Security-Policy without `unsafe-*` and without `data:` fonts holds.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [woff2Only, react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    target: 'es2024',
  },
})
