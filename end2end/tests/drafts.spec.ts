// Unfinished work is never lost: tabs, browsers and servers die in the middle of it, two windows meet, the network goes.
import { spawn } from 'node:child_process';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { ahead } from '../support/labeling.ts';
import { freePort, scratch, type Skylabel, startSkylabel } from '../support/programs.ts';
import { api, expect, listen, post, type Task, tasks, test, until } from '../support/test.ts';

const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
};

let folder: ReturnType<typeof scratch>;
let server: Skylabel;
let all: Task[];
/** What a test started and did not end itself, because it failed. */
let left: (() => void)[] = [];

test.beforeEach(async () => {
  folder = scratch('drafts');
  server = await startSkylabel(['start', 'drafts', '--init', '--template', 'text-classification'], folder.path);
  await post(server.url, '/api/projects/1/import', [{ text: 'First text.' }, { text: 'Second text.' }, { text: 'Third text.' }]);
  all = await tasks(server.url);
});

test.afterEach(async () => {
  for (const end of left) end();
  left = [];
  await server.stop();
  folder.remove();
});

const address = (task: Task) => `${server.url}/projects/1/tasks/${task.id}`;
const choices = (page: Page) => page.locator('[data-testid^="choice-"] input');
const detail = (task: Task) => api<any>(server.url, `/api/tasks/${task.id}/`);
const annotations = (task: Task) => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`);
const saved = (page: Page) => expect(page.getByTestId('draft-state')).toHaveText('Draft saved');

async function open(page: Page, task: Task): Promise<void> {
  await page.goto(address(task));
  await expect(page.getByTestId('submit')).toBeVisible();
}

/** Chooses the option of this place, and sees it chosen. */
async function choose(page: Page, at: number): Promise<void> {
  await page.locator('[data-testid^="choice-"]').nth(at).click();
  await expect(choices(page).nth(at)).toBeChecked();
}

/** What is chosen in the results of a draft or an annotation. */
const said = (of: { result: any[] }) => of.result.map((one) => one.value.choices[0]);

/** A program, which knows nothing of browsers. */
async function ask(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
  return answer.status === 204 ? undefined : answer.json();
}

/** The page's process dies at once: no handler of it runs, and nothing is sent any more. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // It is never answered.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** The server takes what is sent there; its answer never arrives. Counts how often. */
async function loseAnswers(page: Page, name: string): Promise<() => number> {
  let lost = 0;
  await page.route(`**/fn/${name}`, async (route) => {
    await route.fetch().catch(() => undefined);
    lost += 1;
    await route.abort().catch(() => undefined);
  });
  return () => lost;
}

/** The stream's first task, with the next one at hand: a submit goes on at once. */
async function stream(page: Page, first: string): Promise<void> {
  const next = ahead(page);
  await page.goto(`${server.url}/projects/1/label`);
  await expect(page.getByTestId('task-text')).toContainText(first);
  await next;
}

/** No draft reaches the server. */
const cutOff = (page: Page | BrowserContext) => page.route('**/fn/save_draft', (route) => route.abort());

/** How many steps stand in this browser's database. */
const written = (page: Page) =>
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

const steps = (page: Page, count: number) => until(() => written(page), (found) => found >= count, `${count} steps written down`, 2_000);

interface Own {
  context: BrowserContext;
  /** Ends all its processes at once: no handler of any page runs. */
  kill: () => Promise<void>;
  close: () => Promise<void>;
}

/** A browser of our own, with a profile on disk, as a person has one. */
async function launchOwn(path: string): Promise<Own> {
  const port = await freePort();
  const args = [...LAUNCH.args, '--headless', `--user-data-dir=${path}`, `--remote-debugging-port=${port}`, 'about:blank'];
  // A group of its own, so that the signal reaches what it started as well.
  const child = spawn(LAUNCH.executablePath, args, { detached: true, stdio: 'ignore' });
  left.push(() => {
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

test('a tab that crashes loses no step, though the server never heard of one', async ({ browser }) => {
  const context = await browser.newContext();
  await cutOff(context);
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 0);
  await choose(page, 1);
  await steps(page, 2);
  await crash(page);

  const again = await context.newPage();
  await open(again, all[0]);
  await expect(choices(again).nth(1)).toBeChecked();
  expect((await detail(all[0])).drafts).toEqual([]);
  await context.close();
});

test('a browser that is killed loses no step', async () => {
  const own = scratch('profile');
  const first = await launchOwn(own.path);
  await cutOff(first.context);
  const page = await first.context.newPage();
  await open(page, all[0]);
  await choose(page, 1);
  await steps(page, 1);
  await first.kill();

  const second = await launchOwn(own.path);
  const again = await second.context.newPage();
  await open(again, all[0]);
  await expect(choices(again).nth(1)).toBeChecked();
  await saved(again);
  expect((await detail(all[0])).drafts).toHaveLength(1);
  await second.close();
  own.remove();
});

test('undoing is a step too', async ({ browser }) => {
  const context = await browser.newContext();
  await cutOff(context);
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 0);
  await choose(page, 1);
  await page.getByTestId('undo').click();
  await expect(choices(page).nth(0)).toBeChecked();
  await steps(page, 3);
  await page.close({ runBeforeUnload: false });

  const again = await context.newPage();
  await open(again, all[0]);
  await expect(choices(again).nth(0)).toBeChecked();
  await context.close();
});

test('a server that is killed in the middle of the work gets all of it once it is back, and a fresh browser shows it', async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 0);
  await saved(page);
  await server.kill();
  await choose(page, 1);
  await expect(page.getByTestId('draft-state')).toContainText('kept in this browser');
  server = await startSkylabel(['start', 'drafts'], folder.path, {}, server.port);
  await saved(page);

  const fresh = await (await browser.newContext()).newPage();
  await open(fresh, all[0]);
  await expect(choices(fresh).nth(1)).toBeChecked();
  await fresh.context().close();
  await context.close();
});

test('without a network the work goes on, and reaches the server when it is back', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await context.setOffline(true);
  await choose(page, 0);
  await expect(page.getByTestId('draft-state')).toContainText('kept in this browser');
  await context.setOffline(false);
  await saved(page);
  expect((await detail(all[0])).drafts).toHaveLength(1);
  await context.close();
});

test('two windows on one task: each hears of the other, and neither overwrites it', async ({ browser }) => {
  const context = await browser.newContext();
  const [one, two] = [await context.newPage(), await context.newPage()];
  await open(one, all[0]);
  await open(two, all[0]);
  await cutOff(two);
  await choose(two, 1);
  await choose(one, 0);
  await expect(two.getByTestId('draft-elsewhere')).toBeVisible({ timeout: 1_000 });
  await saved(one);
  await two.unroute('**/fn/save_draft');
  const versions = two.getByTestId('two-versions');
  await expect(versions).toContainText('This window:');
  await expect(versions).toContainText('Another window or browser:');
  const [draft] = (await detail(all[0])).drafts;
  // What another window has to send from now on reaches the server later than anything that this one had.
  const third = await context.newPage();
  await open(third, all[1]);
  await choose(third, 0);
  await saved(third);
  expect((await detail(all[0])).drafts, 'nothing is overwritten before somebody chose').toEqual([draft]);

  await two.getByTestId('keep-both').click();
  await expect(versions).toBeHidden();
  await saved(two);
  const [theirs] = (await detail(all[0])).drafts;
  expect(theirs.result).not.toEqual(draft.result);
  for (const page of [one, two, third]) await page.close();
  const later = await context.newPage();
  await open(later, all[0]);
  await expect(choices(later).nth(1)).toBeChecked();
  const other = later.getByTestId('other-draft');
  await expect(other).toContainText('other unfinished work');
  await other.getByRole('button', { name: 'Show this version' }).click();
  await expect(choices(later).nth(0)).toBeChecked();
  await context.close();
});

test('the other version can be taken', async ({ browser }) => {
  const [mine, theirs] = [await browser.newContext(), await browser.newContext()];
  const [one, two] = [await mine.newPage(), await theirs.newPage()];
  await open(one, all[0]);
  await open(two, all[0]);
  await choose(two, 1);
  await saved(two);
  await choose(one, 0);
  await one.getByTestId('take-theirs').click();
  await expect(choices(one).nth(1)).toBeChecked();
  await expect(one.getByTestId('two-versions')).toBeHidden();
  await mine.close();
  await theirs.close();
});

test('what an earlier version left in the small storage is taken over once', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 1);
  await saved(page);
  const [draft] = (await detail(all[0])).drafts;
  await page.goto(`${server.url}/projects/1`);
  const copy = { result: draft.result, lead_time: 3, base: null, synced: false, at: '2026-01-01T00:00:00Z' };
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [`skylabel.draft.${all[1].id}.new`, JSON.stringify(copy)]);
  await open(page, all[1]);
  await expect(choices(page).nth(1)).toBeChecked();
  await saved(page);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('skylabel.draft.')))).toEqual([]);
  await context.close();
});

test('a submit whose answer is lost counts once, and the next page finishes it', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const lost = await loseAnswers(page, 'create_annotation');
  await stream(page, 'First text.');
  await choose(page, 0);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('task-text')).toContainText('Second text.');
  await expect.poll(lost).toBeGreaterThan(0);
  await expect(page.getByTestId('saved-state')).toContainText('Submitting…');
  await expect(page.getByTestId('saved-state')).not.toContainText('Submitted');
  await crash(page);

  const again = await context.newPage();
  const complaints = listen(again);
  await again.goto(`${server.url}/projects/1/label`);
  await expect(again.getByTestId('task-text')).toContainText('Second text.');
  await expect(again.getByTestId('submits-waiting')).toBeHidden();
  expect(await annotations(all[0])).toHaveLength(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a submit that the server refuses is told, with the way back to the work', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/fn/create_annotation', (route) =>
    route.fulfill({ status: 409, contentType: 'application/json', body: JSON.stringify({ Conflict: 'It is closed.' }) }),
  );
  await stream(page, 'First text.');
  await choose(page, 1);
  await page.getByTestId('submit').click();
  const refused = page.getByTestId('submit-refused');
  await expect(refused).toContainText('It is closed.');
  await expect(page.getByTestId('saved-state')).not.toContainText('Submitted');
  await page.unroute('**/fn/create_annotation');
  await refused.getByRole('link', { name: 'Back to that task' }).click();
  await expect(page.getByTestId('task-text')).toContainText('First text.');
  await expect(choices(page).nth(1)).toBeChecked();
  await expect(refused).toBeHidden();
  await page.getByTestId('submit').click();
  await until(() => annotations(all[0]), (found) => found.length === 1, 'the annotation');
  await context.close();
});

test('pressed twice, submitted once; the next task is there at once', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await stream(page, 'First text.');
  await choose(page, 0);
  const took = await page.evaluate(async () => {
    const submit = document.querySelector<HTMLElement>('[data-testid="submit"]');
    const begun = performance.now();
    submit?.click();
    submit?.click();
    while (!document.querySelector('[data-testid="task-text"]')?.textContent?.includes('Second')) {
      await new Promise((next) => requestAnimationFrame(next));
    }
    return performance.now() - begun;
  });
  // A frame more than promised: it is measured in frames.
  expect(took, 'milliseconds until the next task shows').toBeLessThan(70);
  await expect(page.getByTestId('saved-state')).toContainText('Submitted');
  expect(await annotations(all[0])).toHaveLength(1);
  await context.close();
});

test('work that goes on after a submit without an answer becomes the same annotation, not a second one', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 0);
  const lost = await loseAnswers(page, 'create_annotation');
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('submit-failed')).toContainText('cannot be reached');
  expect(lost()).toBe(1);
  await page.unroute('**/fn/create_annotation');
  await choose(page, 2);
  await saved(page);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('saved-state')).toContainText('Submitted');
  expect((await annotations(all[0])).map(said)).toEqual([['Negative']]);
  expect((await detail(all[0])).drafts).toEqual([]);
  await context.close();
});

test('one work in two windows is submitted once; what the other window adds is another annotation', async ({ browser }) => {
  const context = await browser.newContext();
  const one = await context.newPage();
  await open(one, all[0]);
  await choose(one, 0);
  await saved(one);
  const [two, three] = [await context.newPage(), await context.newPage()];
  for (const page of [two, three]) {
    await open(page, all[0]);
    await expect(choices(page).nth(0)).toBeChecked();
  }
  for (const page of [one, two]) {
    await page.getByTestId('submit').click();
    await expect(page.getByTestId('saved-state')).toContainText('Submitted');
  }
  expect(await annotations(all[0])).toHaveLength(1);

  await choose(three, 1);
  await expect(three.getByTestId('submitted-elsewhere')).toBeVisible();
  await saved(three);
  await three.getByTestId('submit').click();
  await expect(three.getByTestId('saved-state')).toContainText('Submitted');
  expect((await annotations(all[0])).map(said)).toEqual([['Positive'], ['Neutral']]);
  await context.close();
});

test('a program that annotates, changes and deletes takes nobody\'s unfinished work along', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 0);
  await saved(page);
  await page.close();
  const made = await ask('POST', `/api/tasks/${all[0].id}/annotations/`, { result: [] });
  expect((await detail(all[0])).drafts.map(said)).toEqual([['Positive']]);

  const edit = await context.newPage();
  await edit.goto(`${address(all[0])}?annotation=${made.id}`);
  await expect(edit.getByTestId(`tab-${made.id}`)).toHaveAttribute('aria-current', 'true');
  await choose(edit, 2);
  await saved(edit);
  await edit.close();
  await ask('PATCH', `/api/annotations/${made.id}/`, { ground_truth: true });
  const again = await context.newPage();
  await again.goto(`${address(all[0])}?annotation=${made.id}`);
  await expect(choices(again).nth(2)).toBeChecked();
  await expect(again.getByTestId('overtaken')).toBeVisible();
  await context.close();
});

test('what a task was submitted for that is gone meanwhile can be taken along as a file', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await stream(page, 'First text.');
  await choose(page, 1);
  await saved(page);
  await ask('DELETE', `/api/tasks/${all[0].id}/`);
  await page.getByTestId('submit').click();
  const refused = page.getByTestId('submit-refused');
  await refused.getByRole('link', { name: 'Back to that task' }).click();
  await expect(page.getByTestId('task-failed')).toBeVisible();
  const coming = page.waitForEvent('download');
  await refused.getByRole('button', { name: 'Download this work' }).click();
  expect((await coming).suggestedFilename()).toBe(`task-${all[0].id}.json`);
  await refused.getByRole('button', { name: 'Discard this version' }).click();
  await expect(refused).toBeHidden();
  await context.close();
});

test('submits wait while the server is dead, and each is there once when it is back', async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext();
  const page = await context.newPage();
  await stream(page, 'First text.');
  await choose(page, 0);
  await server.kill();
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('task-text')).toContainText('Second text.');
  await expect(page.getByTestId('submits-waiting')).toBeVisible();
  await crash(page);
  server = await startSkylabel(['start', 'drafts'], folder.path, {}, server.port);

  const again = await context.newPage();
  await again.goto(`${server.url}/projects/1/label`);
  await until(() => annotations(all[0]), (found) => found.length > 0, 'the annotation');
  await expect(again.getByTestId('submits-waiting')).toBeHidden();
  expect((await annotations(all[0])).map(said)).toEqual([['Positive']]);
  expect((await detail(all[0])).drafts).toEqual([]);
  await context.close();
});

test('a double click submits one task, and not the next one as well', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await stream(page, 'First text.');
  await choose(page, 0);
  await page.getByTestId('skip').dblclick();
  await expect(page.getByTestId('task-text')).toContainText('Second text.');
  await expect(page.getByTestId('saved-state')).toContainText('Skipped');
  expect(await annotations(all[0])).toHaveLength(1);
  expect(await annotations(all[1])).toEqual([]);
  await context.close();
});

test('a login that expired keeps the work here and says so', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await page.route('**/fn/save_draft', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"detail": "Invalid token."}' }));
  await choose(page, 0);
  await expect(page.getByTestId('signed-out')).toContainText('your work is kept in this browser');
  await page.unroute('**/fn/save_draft');
  await page.getByTestId('signed-out').getByRole('button').click();
  await saved(page);
  await expect(page.getByTestId('signed-out')).toBeHidden();
  await context.close();
});

test('a task that was deleted meanwhile gives its work out as a file', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, all[0]);
  await fetch(`${server.url}/api/tasks/${all[0].id}/`, { method: 'DELETE' });
  await choose(page, 1);
  const refused = page.getByTestId('draft-refused');
  await expect(refused).toBeVisible();
  const coming = page.waitForEvent('download');
  await refused.getByRole('button', { name: 'Download this work' }).click();
  expect((await coming).suggestedFilename()).toBe(`task-${all[0].id}.json`);
  await context.close();
});

test('a browser without a database says so, and keeps the work all the same', async ({ browser }) => {
  const context: BrowserContext = await browser.newContext();
  await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: null }));
  await cutOff(context);
  const page = await context.newPage();
  await open(page, all[0]);
  await choose(page, 1);
  await expect(page.getByTestId('storage-trouble')).toContainText('keeps no database');
  await page.close();
  const again = await context.newPage();
  await open(again, all[0]);
  await expect(choices(again).nth(1)).toBeChecked();
  await context.close();
});
