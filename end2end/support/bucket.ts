// A bucket as somebody else's program sees it: signed requests of their own, nothing of the server's code.
import { AwsClient } from 'aws4fetch';
import type { S3 } from './programs.ts';

export class Bucket {
  private readonly client: AwsClient;
  private readonly base: string;

  constructor(s3: S3, name: string) {
    this.client = new AwsClient({
      accessKeyId: s3.accessKey,
      secretAccessKey: s3.secretKey,
      service: 's3',
      region: 'us-east-1',
    });
    this.base = `${s3.endpoint}/${name}`;
  }

  async put(key: string, body: string | Uint8Array, type = 'application/octet-stream'): Promise<void> {
    const answer = await this.client.fetch(`${this.base}/${encodeURI(key)}`, {
      method: 'PUT',
      body: body as BodyInit,
      headers: { 'content-type': type },
    });
    if (!answer.ok) throw new Error(`PUT ${key}: ${answer.status} ${await answer.text()}`);
  }

  async json(key: string): Promise<any | undefined> {
    const answer = await this.client.fetch(`${this.base}/${encodeURI(key)}`);
    return answer.status === 404 ? undefined : await answer.json();
  }

  async delete(key: string): Promise<void> {
    await this.client.fetch(`${this.base}/${encodeURI(key)}`, { method: 'DELETE' });
  }

  async keys(prefix = ''): Promise<string[]> {
    const answer = await this.client.fetch(`${this.base}?list-type=2&max-keys=1000&prefix=${encodeURIComponent(prefix)}`);
    const text = await answer.text();
    return [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map((found) => found[1]);
  }
}
