// Builds the pages: src/app/web → dist/web. The server answers every path outside /api with dist/web/index.html.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: resolve(import.meta.dirname, 'src/app/web'),
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    manifest: true,
    // Offices run Chromium shells some years old.
    target: ['chrome87', 'safari15.4', 'firefox98'],
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4412' } },
});
