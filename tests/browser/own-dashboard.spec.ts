/** A dashboard as people make one: joins, windows, tags, logs, a variable, annotations and filters. */
import { type APIRequestContext, type Page } from '@playwright/test';

import { expect, test } from './grafana';
import { dataSourceUid } from './provisioned';

const uid = 'awsposture-browser-own';
const datasource = { type: 'bulwark-awsposture-datasource', uid: dataSourceUid };

const JOIN = `WITH findings AS (
  SELECT account_id, count(*) AS open_findings FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY account_id
), coverage AS (
  SELECT account_id, count(*) AS resources, count(*) FILTER (WHERE scan_status = 'ACTIVE') AS scanned
  FROM inspector_coverage GROUP BY account_id
)
SELECT c.account_id, c.resources, c.scanned, f.open_findings
FROM coverage c LEFT JOIN findings f ON f.account_id = c.account_id ORDER BY open_findings DESC NULLS LAST`;

const WINDOW = `WITH daily AS (
  SELECT $__timeGroup(created_at, 1d) AS time, severity, count(*) AS n FROM securityhub_findings
  WHERE $__timeFilter(created_at) AND severity IN ('CRITICAL', 'HIGH') AND account_id IN ($account) GROUP BY 1, 2
)
SELECT time, severity, sum(n) OVER (PARTITION BY severity ORDER BY time) AS so_far FROM daily ORDER BY time`;

const TAG = `SELECT "tag:team", count(*) AS resources FROM inspector_coverage
WHERE "tag:team" IS NOT NULL GROUP BY 1 ORDER BY 2 DESC`;

const LOGS = `SELECT updated_at, title, severity, account_id FROM securityhub_findings
WHERE account_id IN ($account) ORDER BY updated_at DESC LIMIT 50`;

const sql = (text: string, format = 'auto') => ({
  refId: 'A',
  datasource,
  schemaVersion: 1,
  mode: 'sql',
  sql: text,
  format,
});

function panel(id: number, type: string, title: string, target: object, more: object = {}) {
  const gridPos = { x: 12 * ((id - 1) % 2), y: 9 * Math.floor((id - 1) / 2), w: 12, h: 9 };
  return {
    id,
    type,
    title,
    gridPos,
    datasource,
    targets: [target],
    fieldConfig: { defaults: {}, overrides: [] },
    ...more,
  };
}

const account = {
  type: 'query',
  name: 'account',
  label: 'Account',
  datasource,
  query: {
    refId: 'Variable',
    schemaVersion: 1,
    queryType: 'variable',
    mode: 'builder',
    table: 'securityhub_findings',
    columns: [],
    filters: [],
    groupBy: [{ column: 'account_id' }],
    aggregates: [],
    orderBy: [{ column: 'account_id', descending: false }],
    limit: null,
    timeColumn: null,
    format: 'auto',
    valueColumn: 'account_id',
    textColumn: null,
  },
  refresh: 1,
  multi: true,
  includeAll: true,
  current: { text: ['All'], value: ['$__all'] },
};

const annotations = {
  list: [
    {
      name: 'Critical findings',
      enable: true,
      iconColor: 'red',
      datasource,
      target: {
        refId: 'Anno',
        schemaVersion: 1,
        queryType: 'annotation',
        mode: 'builder',
        table: 'securityhub_findings',
        columns: [],
        filters: [{ column: 'severity', operator: '=', values: ['CRITICAL'] }],
        groupBy: [],
        aggregates: [],
        orderBy: [],
        limit: 100,
        timeColumn: 'created_at',
        format: 'auto',
        titleColumn: 'title',
        textColumn: 'resource_id',
        tagColumns: ['severity', 'account_id'],
      },
    },
  ],
};

async function create(request: APIRequestContext) {
  const dashboard = {
    uid,
    title: 'From the browser test',
    timezone: 'utc',
    time: { from: 'now-90d', to: 'now' },
    templating: { list: [account, { type: 'adhoc', name: 'filters', label: 'Filters', datasource, filters: [] }] },
    annotations,
    panels: [
      panel(1, 'table', 'Findings beside coverage', sql(JOIN)),
      panel(2, 'timeseries', 'Findings so far', sql(WINDOW)),
      panel(3, 'barchart', 'Resources by team', sql(TAG)),
      panel(4, 'logs', 'Latest findings', sql(LOGS, 'logs'), { options: { showTime: true } }),
    ],
  };
  const created = await request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
  expect(created.status(), await created.text()).toBe(200);
}

test.afterEach(async ({ request }) => {
  await request.delete(`/api/dashboards/uid/${uid}`);
});

const panelOf = (page: Page, title: string) => page.getByTestId(`data-testid Panel header ${title}`);

test('joins, windows, tags and logs each fill a panel', async ({ page, request }) => {
  await create(request);
  await page.goto(`/d/${uid}`);
  await expect(
    panelOf(page, 'Findings beside coverage')
      .getByRole('gridcell', { name: /^[0-9]{12}$/ })
      .first()
  ).toBeVisible();
  await expect(panelOf(page, 'Findings so far').getByText('so_far CRITICAL')).toBeVisible();
  await expect(panelOf(page, 'Resources by team').getByText('resources', { exact: true })).toBeVisible();
  await expect(
    panelOf(page, 'Latest findings')
      .getByText(/should|CVE/)
      .first()
  ).toBeVisible();
  await expect(page.getByText('No data')).toHaveCount(0);
  await expect(page.getByTestId(/Panel status error/)).toHaveCount(0);
  await page.screenshot({ path: '.cache/browser/own-dashboard.png' });
});

test('a variable and filters narrow every panel that has their column', async ({ page, request }) => {
  await create(request);
  await page.goto(`/d/${uid}`);
  const series = panelOf(page, 'Findings so far');
  await expect(series.getByText('so_far HIGH')).toBeVisible();

  const filters = page.getByPlaceholder('Filter by label values');
  await filters.click();
  await filters.fill('severity');
  await page.getByRole('option', { name: 'severity', exact: true }).click();
  await page.getByRole('option', { name: /^= / }).first().click();
  await page.getByRole('option', { name: 'CRITICAL', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(series.getByText('so_far HIGH')).toHaveCount(0);
  await expect(series.getByText('so_far CRITICAL')).toBeVisible();
  await expect(
    panelOf(page, 'Findings beside coverage')
      .getByRole('gridcell', { name: /^[0-9]{12}$/ })
      .first()
  ).toBeVisible();

  await page.goto(`/d/${uid}?var-account=111122223333&var-filters=${encodeURIComponent('severity|=|CRITICAL')}`);
  await expect(
    panelOf(page, 'Latest findings')
      .getByText(/should|CVE/)
      .first()
  ).toBeVisible();
  await page.screenshot({ path: '.cache/browser/own-dashboard-filtered.png' });
});

test('an annotation shows the title of its finding', async ({ page, request }) => {
  await create(request);
  await page.goto(`/d/${uid}?viewPanel=2`);
  await page.getByTestId('data-testid annotation-marker').first().hover({ force: true }); // Markers lie over each other.
  await expect(page.getByText('CRITICAL', { exact: true }).first()).toBeVisible();
  await page.screenshot({ path: '.cache/browser/annotation.png' });
});
