/** Browser tests: a real Grafana at GRAFANA_URL, started by `go tool mage demo`, and a Chromium that is installed. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: '.cache/browser',
  // One Grafana, one login: tests change the same user's state.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.GRAFANA_URL,
    viewport: { width: 1500, height: 1300 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    },
    trace: 'off',
  },
});
