/** The bundled dashboards: every panel has data, with All and with one account. */
import { type Page } from '@playwright/test';

import { expect, test } from './grafana';
import { dashboards, dashboardUid } from './provisioned';

// Grafana asks for a panel when it comes into view: all of them are in this one.
test.use({ viewport: { width: 1600, height: 3000 } });

async function open(page: Page, uid: string, panels: string[], variables = '') {
  await page.goto(`/d/${uid}?kiosk&_dash.hideTimePicker=true${variables}`);
  for (const title of panels) {
    await expect(page.getByTestId(`data-testid Panel header ${title}`)).toBeVisible();
  }
  await expect(page.getByLabel('Panel loading bar')).toHaveCount(0);
  await expect(page.getByTestId(/Panel status error/)).toHaveCount(0);
}

for (const { uid, panels } of dashboards) {
  test(`every panel of ${uid} shows data`, async ({ page }) => {
    await open(page, uid, panels);
    await expect(page.getByText('No data')).toHaveCount(0);
    await page.screenshot({ path: `.cache/browser/${uid}.png`, fullPage: true });
  });

  test(`no panel of ${uid} fails with one account`, async ({ page }) => {
    await open(page, uid, panels, '&var-account=111122223333');
  });
}

test('the security overview shows what is open, and where', async ({ page }) => {
  await page.goto(`/d/${dashboardUid}?kiosk`);
  for (const text of ['CRITICAL', 'AwsEc2Instance', '111122223333', 'Latest critical findings']) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await expect(page.getByRole('link', { name: /./ }).filter({ hasText: 'S3' }).first()).toBeVisible();
});

test('a critical finding links to its page in the AWS console', async ({ page }) => {
  await page.goto(`/d/${dashboardUid}?kiosk`);
  const link = page.locator('a[href*="console.aws.amazon.com/securityhub"]').first();
  await expect(link).toHaveAttribute(
    'href',
    /^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/securityhub\/home\?region=/
  );
});
