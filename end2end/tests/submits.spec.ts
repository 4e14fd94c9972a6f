// What is handed in counts once, whatever becomes of its answer, and work that cannot be handed in is given back.
import { type BrowserContext } from '@playwright/test';
import { startSkylabel } from '../support/programs.ts';
import { expect, listen, until, test } from '../support/test.ts';
import { house, address, choices, detail, annotations, saved, open, choose, said, ask, crash, loseAnswers, stream, cutOff } from '../support/unfinished.ts';

test.beforeEach(() => house.begin());
test.afterEach(() => house.end());

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
  await again.goto(`${house.server.url}/projects/1/label`);
  await expect(again.getByTestId('task-text')).toContainText('Second text.');
  await expect(again.getByTestId('submits-waiting')).toBeHidden();
  expect(await annotations(house.all[0])).toHaveLength(1);
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
  await until(() => annotations(house.all[0]), (found) => found.length === 1, 'the annotation');
  await context.close();
});

test('pressed twice, submitted once; the next task is there before the answer is', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await stream(page, 'First text.');
  await choose(page, 0);
  // The answer waits until the next task was seen.
  let seen = () => {};
  const shown = new Promise<void>((done) => (seen = done));
  await page.route('**/fn/create_annotation', async (route) => {
    await shown;
    await route.continue();
  });
  await page.evaluate(() => {
    const submit = document.querySelector<HTMLElement>('[data-testid="submit"]');
    submit?.click();
    submit?.click();
  });
  await expect(page.getByTestId('task-text')).toContainText('Second');
  seen();
  await expect(page.getByTestId('saved-state')).toContainText('Submitted');
  expect(await annotations(house.all[0])).toHaveLength(1);
  await context.close();
});

test('work that goes on after a submit without an answer becomes the same annotation, not a second one', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, house.all[0]);
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
  expect((await annotations(house.all[0])).map(said)).toEqual([['Negative']]);
  expect((await detail(house.all[0])).drafts).toEqual([]);
  await context.close();
});

test('one work in two windows is submitted once; what the other window adds is another annotation', async ({ browser }) => {
  const context = await browser.newContext();
  const one = await context.newPage();
  await open(one, house.all[0]);
  await choose(one, 0);
  await saved(one);
  const [two, three] = [await context.newPage(), await context.newPage()];
  for (const page of [two, three]) {
    await open(page, house.all[0]);
    await expect(choices(page).nth(0)).toBeChecked();
  }
  for (const page of [one, two]) {
    await page.getByTestId('submit').click();
    await expect(page.getByTestId('saved-state')).toContainText('Submitted');
  }
  expect(await annotations(house.all[0])).toHaveLength(1);

  await choose(three, 1);
  await expect(three.getByTestId('submitted-elsewhere')).toBeVisible();
  await saved(three);
  await three.getByTestId('submit').click();
  await expect(three.getByTestId('saved-state')).toContainText('Submitted');
  expect((await annotations(house.all[0])).map(said)).toEqual([['Positive'], ['Neutral']]);
  await context.close();
});

test('a program that annotates, changes and deletes takes nobody\'s unfinished work along', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, house.all[0]);
  await choose(page, 0);
  await saved(page);
  await page.close();
  const made = await ask('POST', `/api/tasks/${house.all[0].id}/annotations/`, { result: [] });
  expect((await detail(house.all[0])).drafts.map(said)).toEqual([['Positive']]);

  const edit = await context.newPage();
  await edit.goto(`${address(house.all[0])}?annotation=${made.id}`);
  await expect(edit.getByTestId(`tab-${made.id}`)).toHaveAttribute('aria-current', 'true');
  await choose(edit, 2);
  await saved(edit);
  await edit.close();
  await ask('PATCH', `/api/annotations/${made.id}/`, { ground_truth: true });
  const again = await context.newPage();
  await again.goto(`${address(house.all[0])}?annotation=${made.id}`);
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
  await ask('DELETE', `/api/tasks/${house.all[0].id}/`);
  await page.getByTestId('submit').click();
  const refused = page.getByTestId('submit-refused');
  await refused.getByRole('link', { name: 'Back to that task' }).click();
  await expect(page.getByTestId('task-failed')).toBeVisible();
  const coming = page.waitForEvent('download');
  await refused.getByRole('button', { name: 'Download this work' }).click();
  expect((await coming).suggestedFilename()).toBe(`task-${house.all[0].id}.json`);
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
  await house.server.kill();
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('task-text')).toContainText('Second text.');
  await expect(page.getByTestId('submits-waiting')).toBeVisible();
  await crash(page);
  house.server = await startSkylabel(['start', 'drafts'], house.folder.path, {}, house.server.port);

  const again = await context.newPage();
  await again.goto(`${house.server.url}/projects/1/label`);
  await until(() => annotations(house.all[0]), (found) => found.length > 0, 'the annotation');
  await expect(again.getByTestId('submits-waiting')).toBeHidden();
  expect((await annotations(house.all[0])).map(said)).toEqual([['Positive']]);
  expect((await detail(house.all[0])).drafts).toEqual([]);
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
  expect(await annotations(house.all[0])).toHaveLength(1);
  expect(await annotations(house.all[1])).toEqual([]);
  await context.close();
});

test('a login that expired keeps the work here and says so', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, house.all[0]);
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
  await open(page, house.all[0]);
  await fetch(`${house.server.url}/api/tasks/${house.all[0].id}/`, { method: 'DELETE' });
  await choose(page, 1);
  const refused = page.getByTestId('draft-refused');
  await expect(refused).toBeVisible();
  const coming = page.waitForEvent('download');
  await refused.getByRole('button', { name: 'Download this work' }).click();
  expect((await coming).suggestedFilename()).toBe(`task-${house.all[0].id}.json`);
  await context.close();
});

test('a browser without a database says so, and keeps the work all the same', async ({ browser }) => {
  const context: BrowserContext = await browser.newContext();
  await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: null }));
  await cutOff(context);
  const page = await context.newPage();
  await open(page, house.all[0]);
  await choose(page, 1);
  await expect(page.getByTestId('storage-trouble')).toContainText('keeps no database');
  await page.close();
  const again = await context.newPage();
  await open(again, house.all[0]);
  await expect(choices(again).nth(1)).toBeChecked();
  await context.close();
});
