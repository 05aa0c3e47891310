/** A sandbox of its own for a test: an AWS organisation over HTTP whose findings the test can change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Any AWS SDK signs requests; the sandbox wants to see that, and does not check the signature. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=TEST/20260101/us-east-1/securityhub/aws4_request, SignedHeaders=host, Signature=00';

interface Finding {
  Id: string;
  ProductArn: string;
}

export class Sandbox {
  private constructor(
    private readonly process: ChildProcess,
    readonly endpoint: string
  ) {}

  static async start(): Promise<Sandbox> {
    const executable = process.env.AWSPOSTURE ?? 'target/debug/awsposture';
    const args = ['sandbox', '--listen', '127.0.0.1:0', '--findings', '300', '--throttle', 'off'];
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

  stop(): void {
    this.process.kill();
  }

  private async send(method: string, path: string, body: object): Promise<Response> {
    const headers = { authorization: AUTHORIZATION, 'content-type': 'application/json' };
    const answer = await fetch(this.endpoint + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer;
  }
}
