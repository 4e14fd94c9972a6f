// Measuring in real Chromium: one after the other, nothing else open, no second try.
import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: '.',
  workers: 1,
  testMatch: '*.bench.ts',
  timeout: 900_000,
  outputDir: '../target/bench',
  use: { ...tests.use, screenshot: 'off' },
});
