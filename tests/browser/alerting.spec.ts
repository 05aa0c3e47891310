/** Alert rules: each bundled one fires, and recovers when people mend what it is about. */
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

async function ruleState(request: APIRequestContext, uid: string): Promise<RuleState | undefined> {
  const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
  const { data }: { data: { groups: Array<{ rules: RuleState[] }> } } = await answer.json();
  return data.groups.flatMap((group) => group.rules).find((candidate) => candidate.uid === uid);
}

/** What is firing, and whether the last evaluation went well: a rule that cannot ask does not recover. */
async function firing(request: APIRequestContext, uid: string): Promise<{ health?: string; alerting: number }> {
  const rule = await ruleState(request, uid);
  const alerting = (rule?.alerts ?? []).filter(({ state }) => state.startsWith('Alerting')).length;
  return { health: rule?.health, alerting };
}

async function instances(request: APIRequestContext, uid: string, label = 'severity'): Promise<Record<string, string>> {
  const alerts = (await ruleState(request, uid))?.alerts ?? [];
  const said = ({ state, annotations }: Instance) => `${state}: ${annotations.summary ?? ''}`;
  return Object.fromEntries(alerts.map((alert) => [alert.labels[label] ?? `no ${label}`, said(alert)]));
}

test('the provisioned rule fires for each severity with its count', async ({ page, request }) => {
  const some = expect.stringMatching(/^Alerting.*: [1-9][0-9]* open (CRITICAL|HIGH) findings/);
  await expect.poll(() => instances(request, ruleUid), PATIENCE).toStrictEqual({ CRITICAL: some, HIGH: some });
  await page.goto(`/alerting/grafana/${ruleUid}/view?tab=instances`);
  await expect(page.getByText('CRITICAL').first()).toBeVisible();
  await page.screenshot({ path: '.cache/browser/alert-firing.png' });
});

test('critical findings recover to Normal when the count falls to 0', async ({ page, request }) => {
  await watching(request, ruleUid, await Sandbox.start(), async (uid, sandbox) => {
    const state = () => instances(request, uid);
    const alerting = expect.stringMatching(/^Alerting.*: [1-9]/);
    await expect.poll(state, PATIENCE).toStrictEqual({ CRITICAL: alerting, HIGH: alerting });
    expect(await sandbox.resolve(['CRITICAL'])).toBeGreaterThan(0);
    const normal = expect.stringMatching(/^Normal: 0 /);
    await expect.poll(state, PATIENCE).toStrictEqual({ CRITICAL: normal, HIGH: alerting });
    await page.goto(`/alerting/grafana/${uid}/view?tab=instances`);
    await expect(page.getByText('CRITICAL').first()).toBeVisible();
    await page.screenshot({ path: '.cache/browser/alert-recovered.png' });
  });
});

test('many high findings in an account recover when they are resolved', async ({ request }) => {
  await watching(request, 'awsposture-high-findings', await Sandbox.start(5_000), async (uid, sandbox) => {
    const state = () => instances(request, uid, 'account_id');
    const many = expect.stringMatching(/^Alerting.*: [1-9][0-9]{2,} open HIGH findings in account 111122223333/);
    await expect.poll(state, PATIENCE).toMatchObject({ '111122223333': many });
    expect(await sandbox.resolve(['HIGH'])).toBeGreaterThan(100);
    await expect.poll(() => firing(request, uid), PATIENCE).toStrictEqual({ health: 'ok', alerting: 0 });
  });
});

test('exploitable vulnerabilities recover where there are none', async ({ request }) => {
  const mended = await Sandbox.start(1);
  const rule = 'awsposture-exploitable-vulnerabilities';
  try {
    await watching(request, rule, await Sandbox.start(5_000), async (uid) => {
      const state = () => instances(request, uid, 'account_id');
      const some = expect.stringMatching(/^Alerting.*: [1-9][0-9]* exploitable vulnerabilities with a fix/);
      await expect.poll(state, PATIENCE).toMatchObject({ '111122223333': some });
      // The sandbox's Inspector closes no finding: the rule is pointed at an organisation whose findings are closed.
      await dataSource(request, uid, mended.endpoint);
      await expect.poll(() => firing(request, uid), PATIENCE).toStrictEqual({ health: 'ok', alerting: 0 });
    });
  } finally {
    mended.stop();
  }
});

test('non-compliant rules recover when the account complies with one of them again', async ({ request }) => {
  const sandbox = await Sandbox.start();
  const attested = 'vuln-management-plan-exists';
  await sandbox.attest(attested, 'NON_COMPLIANT');
  const rule = 'awsposture-noncompliant-rules';
  await watching(request, rule, sandbox, async (uid) => {
    const state = async () => (await instances(request, uid, 'account_id'))['111122223333'] ?? '';
    await expect.poll(state, PATIENCE).toMatch(/^Alerting.*: [1-9][0-9]* rules of AWS Config/);
    const [, count] = /: ([0-9]+) rules/.exec(await state()) ?? [];
    // All others are allowed, as a person can say of this one alone that it is complied with.
    await evaluate(request, uid, await bundledRule(request, rule, uid, Number(count) - 1));
    await expect.poll(state, PATIENCE).toMatch(new RegExp(`^Alerting.*: ${count} rules`));
    await sandbox.attest(attested, 'COMPLIANT');
    await expect.poll(state, PATIENCE).toMatch(new RegExp(`^Normal: ${Number(count) - 1} rules`));
  });
});

for (const rule of ['awsposture-budget-used', 'awsposture-budget-forecast']) {
  test(`${rule} recovers when the limit of the budget is raised`, async ({ request }) => {
    await watching(request, rule, await Sandbox.start(), async (uid, sandbox) => {
      const state = () => instances(request, uid, 'budget_name');
      await expect.poll(state, PATIENCE).toMatchObject({ 'Project landing zone': expect.stringMatching(/^Alerting/) });
      await sandbox.raise('Project landing zone');
      await expect.poll(state, PATIENCE).toMatchObject({ 'Project landing zone': expect.stringMatching(/^Normal/) });
    });
  });
}

/** Lets Grafana evaluate a bundled rule over a sandbox, every 10 s, while `body` runs. */
async function watching(
  request: APIRequestContext,
  bundled: string,
  sandbox: Sandbox,
  body: (uid: string, sandbox: Sandbox) => Promise<void>
): Promise<void> {
  // A name of its own for each: Grafana goes on with the instances of a rule that had the name before.
  const uid = bundled.replace('awsposture', 'test');
  try {
    await dataSource(request, uid, sandbox.endpoint);
    await request.post('/api/folders', { data: { uid, title: uid } });
    const rule = await bundledRule(request, bundled, uid);
    const created = await request.post('/api/v1/provisioning/alert-rules', { data: rule });
    expect(created.status(), await created.text()).toBe(201);
    await evaluate(request, uid, rule);
    await body(uid, sandbox);
  } finally {
    sandbox.stop();
    await request.delete(`/api/v1/provisioning/alert-rules/${uid}`);
    await request.delete(`/api/folders/${uid}?forceDeleteRules=true`);
    await request.delete(`/api/datasources/uid/${uid}`);
  }
}

/** Makes the rule one that Grafana evaluates every 10 s. */
async function evaluate(request: APIRequestContext, uid: string, rule: object): Promise<void> {
  await request.put(`/api/v1/provisioning/folder/${uid}/rule-groups/${uid}`, {
    data: { title: uid, folderUid: uid, interval: 10, rules: [rule] },
  });
}

/** Makes a data source of this address, anew where there is one. */
async function dataSource(request: APIRequestContext, uid: string, endpoint: string): Promise<void> {
  const data = {
    uid,
    name: uid,
    type: 'bulwark-awsposture-datasource',
    access: 'proxy',
    jsonData: { authType: 'keys', defaultRegion: 'us-east-1', endpoint },
    secureJsonData: { accessKey: 'TEST', secretKey: 'test' },
  };
  const known = await request.put(`/api/datasources/uid/${uid}`, { data });
  if (!known.ok()) {
    await request.post('/api/datasources', { data });
  }
}

interface Rule {
  data: Array<{ datasourceUid: string; model: { type?: string } }>;
}

/** A bundled rule over another data source, without its waiting; with another threshold where one is given. */
async function bundledRule(
  request: APIRequestContext,
  bundledUid: string,
  uid: string,
  threshold?: number
): Promise<object> {
  const answer = await request.get(`/api/v1/provisioning/alert-rules/${bundledUid}`);
  const bundled: Rule = await answer.json();
  const data = bundled.data.map((query) => {
    if (query.datasourceUid === dataSourceUid) {
      const datasource = { type: 'bulwark-awsposture-datasource', uid };
      return { ...query, datasourceUid: uid, model: { ...query.model, datasource } };
    }
    if (query.model.type === 'threshold' && threshold !== undefined) {
      const conditions = [{ evaluator: { type: 'gt', params: [threshold] } }];
      return { ...query, model: { ...query.model, conditions } };
    }
    return query;
  });
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
