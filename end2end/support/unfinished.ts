// A server with unfinished work on it, and how tabs, browsers, answers and programs meet their end or one another.
import { spawn } from 'node:child_process';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { ahead } from './labeling.ts';
import { freePort, scratch, type Skylabel, startSkylabel } from './programs.ts';
import { api, expect, post, type Task, tasks, until } from './test.ts';

const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
};

class House {
  folder!: ReturnType<typeof scratch>;
  server!: Skylabel;
  all!: Task[];
  /** What a test started and did not end itself, because it failed. */
  left: (() => void)[] = [];

  /** A server of one project with three texts. */
  async begin(): Promise<void> {
    this.folder = scratch('drafts');
    this.server = await startSkylabel(['start', 'drafts', '--init', '--template', 'text-classification'], this.folder.path);
    await post(this.server.url, '/api/projects/1/import', [{ text: 'First text.' }, { text: 'Second text.' }, { text: 'Third text.' }]);
    this.all = await tasks(this.server.url);
  }

  async end(): Promise<void> {
    for (const end of this.left) end();
    this.left = [];
    await this.server.stop();
    this.folder.remove();
  }
}

/** What the tests of one file share. */
export const house = new House();

export const address = (task: Task) => `${house.server.url}/projects/1/tasks/${task.id}`;
export const choices = (page: Page) => page.locator('[data-testid^="choice-"] input');
export const detail = (task: Task) => api<any>(house.server.url, `/api/tasks/${task.id}/`);
export const annotations = (task: Task) => api<any[]>(house.server.url, `/api/tasks/${task.id}/annotations/`);
export const saved = (page: Page) => expect(page.getByTestId('draft-state')).toHaveText('Draft saved');

export async function open(page: Page, task: Task): Promise<void> {
  await page.goto(address(task));
  await expect(page.getByTestId('submit')).toBeVisible();
}

/** Chooses the option of this place, and sees it chosen. */
export async function choose(page: Page, at: number): Promise<void> {
  await page.locator('[data-testid^="choice-"]').nth(at).click();
  await expect(choices(page).nth(at)).toBeChecked();
}

/** What is chosen in the results of a draft or an annotation. */
export const said = (of: { result: any[] }) => of.result.map((one) => one.value.choices[0]);

/** A program, which knows nothing of browsers. */
export async function ask(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(house.server.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
  return answer.status === 204 ? undefined : answer.json();
}

/** The page's process dies at once: no handler of it runs, and nothing is sent any more. */
export async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // It is never answered.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** The server takes what is sent there; its answer never arrives. Counts how often. */
export async function loseAnswers(page: Page, name: string): Promise<() => number> {
  let lost = 0;
  await page.route(`**/fn/${name}`, async (route) => {
    await route.fetch().catch(() => undefined);
    lost += 1;
    await route.abort().catch(() => undefined);
  });
  return () => lost;
}

/** The stream's first task, with the next one at hand: a submit goes on at once. */
export async function stream(page: Page, first: string): Promise<void> {
  const next = ahead(page);
  await page.goto(`${house.server.url}/projects/1/label`);
  await expect(page.getByTestId('task-text')).toContainText(first);
  await next;
}

/** No draft reaches the server. */
export const cutOff = (page: Page | BrowserContext) => page.route('**/fn/save_draft', (route) => route.abort());

/** How many steps stand in this browser's database. */
export const written = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((found, failed) => {
        const opening = indexedDB.open('skylabel', 1);
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const heads = opening.result.transaction('heads').objectStore('heads').getAll();
          heads.onerror = () => failed(heads.error);
          heads.onsuccess = () => {
            opening.result.close();
            found(Math.max(0, ...heads.result.map((head: string) => JSON.parse(head).seq)));
          };
        };
      }),
  );

export const steps = (page: Page, count: number) => until(() => written(page), (found) => found >= count, `${count} steps written down`, 2_000);

export interface Own {
  context: BrowserContext;
  /** Ends all its processes at once: no handler of any page runs. */
  kill: () => Promise<void>;
  close: () => Promise<void>;
}

/** A browser of our own, with a profile on disk, as a person has one. */
export async function launchOwn(path: string): Promise<Own> {
  const port = await freePort();
  const args = [...LAUNCH.args, '--headless', `--user-data-dir=${path}`, `--remote-debugging-port=${port}`, 'about:blank'];
  // A group of its own, so that the signal reaches what it started as well.
  const child = spawn(LAUNCH.executablePath, args, { detached: true, stdio: 'ignore' });
  house.left.push(() => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const answers = () => fetch(`http://127.0.0.1:${port}/json/version`).then((answer) => answer.ok).catch(() => false);
  await until(answers, Boolean, 'the browser');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const end = async (signal: NodeJS.Signals) => {
    if (child.pid) process.kill(-child.pid, signal);
    await ended;
  };
  return { context: browser.contexts()[0], kill: () => end('SIGKILL'), close: () => end('SIGTERM') };
}
