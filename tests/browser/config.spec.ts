/** The settings page of a data source. */
import { selectors } from '../../frontend/selectors';
import { expect, test } from './grafana';
import { dataSourceUid } from './provisioned';

const WELL = /^Signed in to the sandbox as arn:aws:sts::111122223333:.*: all 4 services can be read\.$/;

test('the provisioned sandbox is shown and can be tested', async ({ page }) => {
  await page.goto(`/connections/datasources/edit/${dataSourceUid}`);
  await expect(page.getByTestId(selectors.testIds.configEditor)).toBeVisible();
  await expect(page.getByLabel(selectors.config.sandbox.enabled)).toBeChecked();
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(page.getByText(WELL)).toBeVisible();
  // The word Details is the browser's own.
  await page.locator('details').click();
  await expect(page.getByText('1. Security Hub: reachable in 111122223333/us-east-1')).toBeVisible();
  await page.screenshot({ path: '.cache/browser/config.png' });
});

test('a new data source without a key says where to enter it, and with the sandbox works', async ({
  page,
  request,
}) => {
  const created = await request.post('/api/datasources', {
    data: { name: 'From the browser test', type: 'bulwark-awsposture-datasource', access: 'proxy' },
  });
  const { datasource }: { datasource: { uid: string } } = await created.json();
  try {
    await page.goto(`/connections/datasources/edit/${datasource.uid}`);
    await expect(page.getByLabel(selectors.config.aws.accessKey)).toBeVisible();
    await page.screenshot({ path: '.cache/browser/config-aws.png' });
    await page.getByLabel(selectors.config.sandbox.enabled).click({ force: true });
    await page.getByRole('button', { name: 'Save & test' }).click();
    await expect(page.getByText(WELL)).toBeVisible();
  } finally {
    await request.delete(`/api/datasources/uid/${datasource.uid}`);
  }
});

test('Cost Explorer is asked by a button that says its price', async ({ page }) => {
  await page.goto(`/connections/datasources/edit/${dataSourceUid}`);
  await page.getByRole('button', { name: selectors.config.spend.check('0.01 USD') }).click();
  await expect(page.getByText('Cost Explorer can be read. This check cost 0.01 USD.')).toBeVisible();
});
