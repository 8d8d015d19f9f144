import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The explorer page: everything it needs is bundled, so that it asks no other host for anything. */
export default defineConfig({
  root: 'client/explorer',
  base: '/explorer/',
  plugins: [react()],
  build: {
    outDir: '../../dist/client/explorer',
    emptyOutDir: true,
    assetsInlineLimit: 0, // inlined fonts and images would need wider content rules
    chunkSizeWarningLimit: 5000, // the editor is one large chunk
  },
});
