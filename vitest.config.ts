import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/make/temp-folder.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Every file gets a process of its own: it starts an embedded Cobro with its own clock and data folder.
    pool: 'forks',
    maxWorkers: 2,
  },
});
