import { afterAll, afterEach, vi } from 'vitest';
import { endFile, endTest } from './endings.ts';

// Vitest runs this module anew for every test file.
afterEach(endTest);
afterAll(async () => {
  vi.restoreAllMocks();
  await endFile();
});
