/** A sandbox of its own for a test: an AWS organisation over HTTP whose state the test changes by AWS's own operations. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Any AWS SDK signs requests; the sandbox wants to see that, and does not check the signature. */
const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=TEST/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

const ACCOUNT = '111122223333';

interface Finding {
  Id: string;
  ProductArn: string;
}

export class Sandbox {
  private constructor(
    private readonly process: ChildProcess,
    readonly endpoint: string
  ) {}

  static async start(findings = 300): Promise<Sandbox> {
    const executable = process.env.AWSPOSTURE ?? 'target/debug/awsposture';
    const args = ['sandbox', '--listen', '127.0.0.1:0', '--findings', String(findings), '--throttle', 'off'];
    const child = spawn(executable, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const [, endpoint] = /listening on (http:\S+)/.exec(line) ?? [];
      if (endpoint !== undefined) {
        return new Sandbox(child, endpoint);
      }
    }
    throw new Error('the sandbox ended before it listened');
  }

  /** Resolves every finding of these severities, as people do in Security Hub. Returns how many there were. */
  async resolve(severities: string[]): Promise<number> {
    const SeverityLabel = severities.map((Value) => ({ Comparison: 'EQUALS', Value }));
    let resolved = 0;
    let token: string | undefined;
    do {
      const page = await this.send('POST', '/findings', {
        Filters: { SeverityLabel },
        MaxResults: 100,
        NextToken: token,
      });
      const { Findings, NextToken }: { Findings: Finding[]; NextToken?: string } = await page.json();
      if (Findings.length > 0) {
        const FindingIdentifiers = Findings.map(({ Id, ProductArn }) => ({ Id, ProductArn }));
        await this.send('PATCH', '/findings/batchupdate', { FindingIdentifiers, Workflow: { Status: 'RESOLVED' } });
      }
      resolved += Findings.length;
      token = NextToken;
    } while (token !== undefined);
    return resolved;
  }

  /** Says, as people do for a rule that they evaluate themselves, whether the account complies with a rule of Config. */
  async attest(rule: string, ComplianceType: 'COMPLIANT' | 'NON_COMPLIANT'): Promise<void> {
    await this.call('config', 'StarlingDoveService.PutExternalEvaluation', {
      ConfigRuleName: rule,
      ExternalEvaluation: {
        ComplianceResourceType: 'AWS::::Account',
        ComplianceResourceId: ACCOUNT,
        ComplianceType,
        OrderingTimestamp: Math.floor(Date.now() / 1000),
      },
    });
  }

  /** Raises the limit of a budget to ten times what it is. */
  async raise(budget: string): Promise<void> {
    const service = 'AWSBudgetServiceGateway';
    const answer = await this.call('budgets', `${service}.DescribeBudget`, { AccountId: ACCOUNT, BudgetName: budget });
    const { Budget }: { Budget: { BudgetLimit: { Amount: string; Unit: string } } } = await answer.json();
    const { Amount, Unit } = Budget.BudgetLimit;
    const NewBudget = { ...Budget, BudgetLimit: { Amount: String(Number(Amount) * 10), Unit } };
    await this.call('budgets', `${service}.UpdateBudget`, { AccountId: ACCOUNT, NewBudget });
  }

  stop(): void {
    this.process.kill();
  }

  private call(service: string, target: string, body: object): Promise<Response> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return this.ask('POST', '/', { ...headers, authorization: signed(service) }, body);
  }

  private send(method: string, path: string, body: object): Promise<Response> {
    const headers = { 'content-type': 'application/json', authorization: signed('securityhub') };
    return this.ask(method, path, headers, body);
  }

  private async ask(method: string, path: string, headers: Record<string, string>, body: object): Promise<Response> {
    const answer = await fetch(this.endpoint + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) {
      throw new Error(`${headers['x-amz-target'] ?? path}: ${answer.status} ${await answer.text()}`);
    }
    return answer;
  }
}
