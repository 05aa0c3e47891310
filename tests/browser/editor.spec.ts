/** The query editor, in Explore and in a panel. */
import { selectors } from '../../frontend/selectors';
import { expect, explore, test } from './grafana';
import { dashboardUid } from './provisioned';

const { builder, query: labels } = selectors;

test('a count by severity is built click by click', async ({ page }) => {
  await explore(page, {});
  await expect(page.getByLabel(builder.table, { exact: true })).toHaveValue('securityhub_findings');
  await page.getByRole('button', { name: builder.add.group }).click();
  await page.getByRole('combobox', { name: builder.group.column(1) }).fill('severity');
  await page.getByRole('option', { name: /^severity(?!_)/ }).click();
  await page.getByRole('button', { name: builder.add.aggregate }).click();
  await page.getByRole('button', { name: labels.run }).click();
  await expect(page.getByRole('gridcell', { name: 'INFORMATIONAL' })).toBeVisible();
  // Five severities, and the findings whose provider gave none.
  await expect(page.getByRole('gridcell', { name: /^[0-9,]+$/ })).toHaveCount(6);
  await page.screenshot({ path: '.cache/browser/explore-builder.png' });
});

test('SQL is written and run', async ({ page }) => {
  await explore(page, {
    schemaVersion: 1,
    mode: 'sql',
    format: 'auto',
    sql: 'SELECT severity, count(*) AS found FROM securityhub_findings GROUP BY severity',
  });
  await expect(page.getByText('found').first()).toBeVisible();
  const editor = page.getByTestId(selectors.testIds.sqlEditor);
  await editor.locator('.view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type("SELECT title FROM securityhub_findings WHERE control_id = 'S3.1' LIMIT 5");
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('S3 general purpose buckets').first()).toBeVisible();
  await page.screenshot({ path: '.cache/browser/explore-sql.png' });
});

test('a statement that is wrong shows what is wrong with it', async ({ page, console }) => {
  await explore(page, {
    schemaVersion: 1,
    mode: 'sql',
    format: 'auto',
    sql: 'SELECT sevrity FROM securityhub_findings',
  });
  await expect(
    page.getByText(/there is no column "sevrity" in securityhub_findings; did you mean severity/).first()
  ).toBeVisible();
  // The browser itself reports the refused request, and nothing else.
  expect(console.splice(0)).toStrictEqual([expect.stringContaining('status of 400')]);
});

test('a panel of the dashboard opens in the editor in the mode it was saved in', async ({ page }) => {
  for (const [panel, shown] of [
    [1, page.getByLabel(builder.table, { exact: true })],
    [2, page.getByTestId(selectors.testIds.sqlEditor)],
  ] as const) {
    await page.goto(`/d/${dashboardUid}?editPanel=${panel}`);
    await expect(shown).toBeVisible();
    await page.screenshot({ path: `.cache/browser/panel-${panel}.png` });
  }
});
