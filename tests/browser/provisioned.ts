/** What provisioning/ and dashboards/ give a Grafana. */
import { readdirSync, readFileSync } from 'node:fs';

export const dataSourceUid = 'awsposture-sandbox';
export const dashboardUid = 'awsposture-security-overview';
export const ruleUid = 'awsposture-critical-findings';

/** Every bundled dashboard, with the titles of its panels. */
export const dashboards = readdirSync('dashboards')
  .filter((file) => file.endsWith('.json'))
  .map((file): { uid: string; panels: Array<{ type: string; title: string }> } =>
    JSON.parse(readFileSync(`dashboards/${file}`, 'utf8'))
  )
  .map(({ uid, panels }) => ({ uid, panels: panels.filter(({ type }) => type !== 'row').map(({ title }) => title) }));
