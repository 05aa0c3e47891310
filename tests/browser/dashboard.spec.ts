/** The bundled dashboard: every panel has data. */
import { expect, test } from './grafana';
import { dashboardUid } from './provisioned';

test('every panel of the security overview shows data', async ({ page }) => {
  await page.goto(`/d/${dashboardUid}?kiosk&_dash.hideTimePicker=true`);
  for (const text of ['CRITICAL', 'AwsEc2Instance', '111122223333', 'Latest critical findings']) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await expect(page.getByRole('link', { name: /./ }).filter({ hasText: 'S3' }).first()).toBeVisible();
  await expect(page.getByText('No data')).toHaveCount(0);
  await expect(page.getByTestId(/Panel status error/)).toHaveCount(0);
  await page.screenshot({ path: '.cache/browser/dashboard.png' });
});

test('a critical finding links to its page in the AWS console', async ({ page }) => {
  await page.goto(`/d/${dashboardUid}?kiosk`);
  const link = page.locator('a[href*="console.aws.amazon.com/securityhub"]').first();
  await expect(link).toHaveAttribute(
    'href',
    /^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/securityhub\/home\?region=/
  );
});
