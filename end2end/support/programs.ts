// Starts the programs that tests talk to, each ended with the test that started it: the release binary, a real S3 server,
// a proxy that fails on demand.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const testkit = process.env.TESTKIT ?? join(root, 'target/debug/testkit');
const binary = process.env.SKYLABEL_BINARY ?? join(root, 'target/x86_64-unknown-linux-musl/release/skylabel');

/** A folder of its own, and how to remove it. */
export function scratch(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `skylabel-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });
}

/** A test server that says in one line of JSON that it is ready. */
async function kit<T>(args: string[]): Promise<{ ready: T; child: ChildProcess }> {
  const child = spawn(testkit, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = await new Promise<T>((said, failed) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) said(JSON.parse(text.slice(0, end)) as T);
    });
    child.on('exit', (code) => failed(new Error(`testkit ${args.join(' ')} ended with ${code}`)));
  });
  return { ready, child };
}

export interface S3 {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  stop: () => Promise<void>;
}

export async function startS3(...buckets: string[]): Promise<S3> {
  const args = ['s3', ...buckets.flatMap((bucket) => ['--bucket', bucket])];
  const { ready, child } = await kit<Omit<S3, 'stop'>>(args);
  return { ...ready, stop: () => end(child) };
}

export type Fault =
  | { fault: 'status'; code: number }
  | { fault: 'drop' };

export interface Proxy {
  endpoint: string;
  control: string;
  stop: () => Promise<void>;
}

export async function startProxy(upstream: string): Promise<Proxy> {
  const { ready, child } = await kit<Omit<Proxy, 'stop'>>(['proxy', '--upstream', upstream]);
  return { ...ready, stop: () => end(child) };
}

/** Tells a proxy what to do to which requests from now on. */
export async function rules(proxy: Proxy, rules: unknown[]): Promise<void> {
  const answer = await fetch(`${proxy.control}/rules`, { method: 'PUT', body: JSON.stringify(rules) });
  if (!answer.ok) throw new Error(`rules: ${answer.status} ${await answer.text()}`);
}

function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((ended) => {
    child.once('exit', () => ended());
    child.kill(signal);
  });
}

export interface Skylabel {
  url: string;
  port: number;
  log: () => string;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
}

/** The environment that reaches an S3 server the way people set it: by the cloud's own variables. */
export function s3Environment(endpoint: string, keys: { accessKey: string; secretKey: string }): NodeJS.ProcessEnv {
  return {
    AWS_ACCESS_KEY_ID: keys.accessKey,
    AWS_SECRET_ACCESS_KEY: keys.secretKey,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-east-1',
  };
}

/** Starts `skylabel` with these arguments and waits until it is healthy. */
export async function startSkylabel(
  args: string[],
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
  port?: number,
): Promise<Skylabel> {
  const chosen = port ?? (await freePort());
  const all = [...args, '--no-browser', '--data-dir', dataDir, '--port', String(chosen)];
  const child = spawn(binary, all, {
    env: { PATH: process.env.PATH, HOME: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const url = `http://127.0.0.1:${chosen}`;
  for (const begun = Date.now(); ; ) {
    if (child.exitCode !== null) throw new Error(`skylabel ${all.join(' ')} ended with ${child.exitCode}:\n${log}`);
    const healthy = await fetch(`${url}/health`).then((answer) => answer.ok).catch(() => false);
    if (healthy) break;
    if (Date.now() - begun > 20_000) throw new Error(`skylabel is not healthy after 20 s:\n${log}`);
    await new Promise((next) => setTimeout(next, 20));
  }
  return { url, port: chosen, log: () => log, stop: () => end(child, 'SIGINT'), kill: () => end(child, 'SIGKILL') };
}
