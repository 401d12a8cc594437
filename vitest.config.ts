import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Real networks run in real ONNX Runtime sessions: a minute is patience, not a target.
    testTimeout: 60_000,
    pool: 'forks',
  },
});
