/** The settings page of a data source. */
import { selectors } from '../../frontend/selectors';
import { expect, test } from './grafana';
import { dataSourceUid } from './provisioned';

test('the provisioned sandbox is shown and can be tested', async ({ page }) => {
  await page.goto(`/connections/datasources/edit/${dataSourceUid}`);
  await expect(page.getByTestId(selectors.testIds.configEditor)).toBeVisible();
  await expect(page.getByLabel(selectors.config.sandbox.enabled)).toBeChecked();
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(page.getByText("The sandbox answers in us-east-1: Security Hub's findings can be read.")).toBeVisible();
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
    await expect(page.getByText('The sandbox answers in us-east-1')).toBeVisible();
  } finally {
    await request.delete(`/api/datasources/uid/${datasource.uid}`);
  }
});
