import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Real networks run in real ONNX Runtime sessions: a minute is patience, not a target.
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // Processes, because a crash of native code must fail one file and not the run.
    pool: 'forks',
    maxWorkers: 2,
    // A test that was singled out while working on it must not pass for the whole suite.
    allowOnly: false,
    snapshotFormat: { escapeString: false },
  },
});
