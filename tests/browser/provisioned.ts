/** What provisioning/ and dashboards/ give a Grafana. */
export const dataSourceUid = 'awsposture-sandbox';
export const dashboardUid = 'awsposture-security-overview';
export const ruleUid = 'awsposture-critical-findings';
