/** Alert rules: one instance a severity, with the count, which recovers to Normal and never to No Data. */
import { type APIRequestContext } from '@playwright/test';

import { expect, test } from './grafana';
import { dataSourceUid, ruleUid } from './provisioned';
import { Sandbox } from './sandbox';

// Grafana evaluates a rule every 10 s at the soonest.
test.setTimeout(180_000);
const PATIENCE = { timeout: 120_000, intervals: [2_000] };

interface Instance {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: string;
}

interface RuleState {
  uid: string;
  health: string;
  alerts?: Instance[];
}

async function instances(request: APIRequestContext, uid: string): Promise<Record<string, string>> {
  const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
  const { data }: { data: { groups: Array<{ rules: RuleState[] }> } } = await answer.json();
  const rule = data.groups.flatMap((group) => group.rules).find((candidate) => candidate.uid === uid);
  const alerts = rule?.alerts ?? [];
  const said = ({ state, annotations }: Instance) => `${state}: ${annotations.summary ?? ''}`;
  return Object.fromEntries(alerts.map((alert) => [alert.labels.severity ?? 'no severity', said(alert)]));
}

test('the provisioned rule fires for each severity with its count', async ({ page, request }) => {
  const firing = /^Alerting.*: [1-9][0-9]* open (CRITICAL|HIGH) findings/;
  await expect
    .poll(() => instances(request, ruleUid), PATIENCE)
    .toStrictEqual({ CRITICAL: expect.stringMatching(firing), HIGH: expect.stringMatching(firing) });
  await page.goto(`/alerting/grafana/${ruleUid}/view?tab=instances`);
  await expect(page.getByText('CRITICAL').first()).toBeVisible();
  await page.screenshot({ path: '.cache/browser/alert-firing.png' });
});

test('the bundled rule recovers to Normal when the count falls to 0', async ({ page, request }) => {
  const sandbox = await Sandbox.start();
  const uid = 'awsposture-browser-test';
  const name = 'Browser test';
  try {
    await request.delete(`/api/datasources/uid/${uid}`);
    await request.post('/api/datasources', {
      data: {
        uid,
        name,
        type: 'bulwark-awsposture-datasource',
        access: 'proxy',
        jsonData: { authType: 'keys', defaultRegion: 'us-east-1', endpoint: sandbox.endpoint },
        secureJsonData: { accessKey: 'TEST', secretKey: 'test' },
      },
    });
    await request.post('/api/folders', { data: { uid, title: name } });
    const rule = await bundledRule(request, uid);
    const created = await request.post('/api/v1/provisioning/alert-rules', { data: rule });
    expect(created.status(), await created.text()).toBe(201);
    await request.put(`/api/v1/provisioning/folder/${uid}/rule-groups/${uid}`, {
      data: { title: uid, folderUid: uid, interval: 10, rules: [rule] },
    });

    const firing = expect.stringMatching(/^Alerting.*: [1-9]/);
    await expect.poll(() => instances(request, uid), PATIENCE).toStrictEqual({ CRITICAL: firing, HIGH: firing });
    expect(await sandbox.resolve(['CRITICAL'])).toBeGreaterThan(0);
    const normal = expect.stringMatching(/^Normal: 0 /);
    await expect.poll(() => instances(request, uid), PATIENCE).toStrictEqual({ CRITICAL: normal, HIGH: firing });
    await page.goto(`/alerting/grafana/${uid}/view?tab=instances`);
    await expect(page.getByText('CRITICAL').first()).toBeVisible();
    await page.screenshot({ path: '.cache/browser/alert-recovered.png' });
  } finally {
    sandbox.stop();
    await request.delete(`/api/v1/provisioning/alert-rules/${uid}`);
    await request.delete(`/api/folders/${uid}?forceDeleteRules=true`);
    await request.delete(`/api/datasources/uid/${uid}`);
  }
});

interface Rule {
  data: Array<{ datasourceUid: string; model: object }>;
}

/** The bundled rule over another data source, without its waiting. */
async function bundledRule(request: APIRequestContext, uid: string): Promise<object> {
  const answer = await request.get(`/api/v1/provisioning/alert-rules/${ruleUid}`);
  const bundled: Rule = await answer.json();
  const data = bundled.data.map((query) =>
    query.datasourceUid === dataSourceUid
      ? {
          ...query,
          datasourceUid: uid,
          model: { ...query.model, datasource: { type: 'bulwark-awsposture-datasource', uid } },
        }
      : query
  );
  return {
    ...bundled,
    id: undefined,
    provenance: undefined,
    uid,
    title: uid,
    folderUID: uid,
    ruleGroup: uid,
    for: '0s',
    data,
  };
}
