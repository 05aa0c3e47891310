/** A page of Grafana that remembers what went wrong on its console. */
import { test as base, expect, type Page } from '@playwright/test';

import { dataSourceUid } from './provisioned';

/**
 * Complaints about what Grafana itself asks the internet for, which a test's server may not reach: its catalogue of plugins, and
 * now and then the library that counts browsers.
 */
const GRAFANAS_OWN = [/\/api\/gnet\//, /Failed to fetch plugins from catalog/, /\(https:\/\/m1\.openfpcdn\.io\//];

export const test = base.extend<{ console: string[] }>({
  console: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
      page.on('console', (message) => {
        const text = `${message.text()} (${message.location().url})`;
        if (message.type() === 'error' && !GRAFANAS_OWN.some((known) => known.test(text))) {
          errors.push(text);
        }
      });
      await use(errors);
      expect(errors, 'errors on the browser console').toStrictEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens Explore with one query to the provisioned data source. */
export async function explore(page: Page, query: object): Promise<void> {
  const datasource = { type: 'bulwark-awsposture-datasource', uid: dataSourceUid };
  const pane = {
    datasource: dataSourceUid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: 'now-90d', to: 'now' },
  };
  await page.goto(`/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ a: pane }))}`);
}
