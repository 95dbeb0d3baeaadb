import { defineConfig } from 'vitest/config';

// TZ is fixed to a zone that is not the city's, so that a test which leans on the machine's zone fails.
process.env.TZ = 'America/Los_Angeles';

export default defineConfig({
  test: {
    globalSetup: ['src/testing/globalSetup.ts'],
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
