// Unfinished work is never lost: tabs, browsers and servers die in the middle of it, two windows meet, the network goes.
import { scratch, startSkylabel } from '../support/programs.ts';
import { expect, test } from '../support/test.ts';
import { house, choices, detail, saved, open, choose, crash, cutOff, steps, launchOwn } from '../support/unfinished.ts';

test.beforeEach(() => house.begin());
test.afterEach(() => house.end());

test('a tab that crashes loses no step, though the server never heard of one', async ({ browser }) => {
  const context = await browser.newContext();
  await cutOff(context);
  const page = await context.newPage();
  await open(page, house.all[0]);
  await choose(page, 0);
  await choose(page, 1);
  await steps(page, 2);
  await crash(page);

  const again = await context.newPage();
  await open(again, house.all[0]);
  await expect(choices(again).nth(1)).toBeChecked();
  expect((await detail(house.all[0])).drafts).toEqual([]);
  await context.close();
});

test('a browser that is killed loses no step', async () => {
  const own = scratch('profile');
  const first = await launchOwn(own.path);
  await cutOff(first.context);
  const page = await first.context.newPage();
  await open(page, house.all[0]);
  await choose(page, 1);
  await steps(page, 1);
  await first.kill();

  const second = await launchOwn(own.path);
  const again = await second.context.newPage();
  await open(again, house.all[0]);
  await expect(choices(again).nth(1)).toBeChecked();
  await saved(again);
  expect((await detail(house.all[0])).drafts).toHaveLength(1);
  await second.close();
  own.remove();
});

test('undoing is a step too', async ({ browser }) => {
  const context = await browser.newContext();
  await cutOff(context);
  const page = await context.newPage();
  await open(page, house.all[0]);
  await choose(page, 0);
  await choose(page, 1);
  await page.getByTestId('undo').click();
  await expect(choices(page).nth(0)).toBeChecked();
  await steps(page, 3);
  await page.close({ runBeforeUnload: false });

  const again = await context.newPage();
  await open(again, house.all[0]);
  await expect(choices(again).nth(0)).toBeChecked();
  await context.close();
});

test('a server that is killed in the middle of the work gets all of it once it is back, and a fresh browser shows it', async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, house.all[0]);
  await choose(page, 0);
  await saved(page);
  await house.server.kill();
  await choose(page, 1);
  await expect(page.getByTestId('draft-state')).toContainText('kept in this browser');
  house.server = await startSkylabel(['start', 'drafts'], house.folder.path, {}, house.server.port);
  await saved(page);

  const fresh = await (await browser.newContext()).newPage();
  await open(fresh, house.all[0]);
  await expect(choices(fresh).nth(1)).toBeChecked();
  await fresh.context().close();
  await context.close();
});

test('without a network the work goes on, and reaches the server when it is back', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, house.all[0]);
  await context.setOffline(true);
  await choose(page, 0);
  await expect(page.getByTestId('draft-state')).toContainText('kept in this browser');
  await context.setOffline(false);
  await saved(page);
  expect((await detail(house.all[0])).drafts).toHaveLength(1);
  await context.close();
});

test('two windows on one task: each hears of the other, and neither overwrites it', async ({ browser }) => {
  const context = await browser.newContext();
  const [one, two] = [await context.newPage(), await context.newPage()];
  await open(one, house.all[0]);
  await open(two, house.all[0]);
  await cutOff(two);
  await choose(two, 1);
  await choose(one, 0);
  await expect(two.getByTestId('draft-elsewhere')).toBeVisible({ timeout: 1_000 });
  await saved(one);
  await two.unroute('**/fn/save_draft');
  const versions = two.getByTestId('two-versions');
  await expect(versions).toContainText('This window:');
  await expect(versions).toContainText('Another window or browser:');
  const [draft] = (await detail(house.all[0])).drafts;
  // What another window has to send from now on reaches the server later than anything that this one had.
  const third = await context.newPage();
  await open(third, house.all[1]);
  await choose(third, 0);
  await saved(third);
  expect((await detail(house.all[0])).drafts, 'nothing is overwritten before somebody chose').toEqual([draft]);

  await two.getByTestId('keep-both').click();
  await expect(versions).toBeHidden();
  await saved(two);
  const [theirs] = (await detail(house.all[0])).drafts;
  expect(theirs.result).not.toEqual(draft.result);
  for (const page of [one, two, third]) await page.close();
  const later = await context.newPage();
  await open(later, house.all[0]);
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
  await open(one, house.all[0]);
  await open(two, house.all[0]);
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
  await open(page, house.all[0]);
  await choose(page, 1);
  await saved(page);
  const [draft] = (await detail(house.all[0])).drafts;
  await page.goto(`${house.server.url}/projects/1`);
  const copy = { result: draft.result, lead_time: 3, base: null, synced: false, at: '2026-01-01T00:00:00Z' };
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [`skylabel.draft.${house.all[1].id}.new`, JSON.stringify(copy)]);
  await open(page, house.all[1]);
  await expect(choices(page).nth(1)).toBeChecked();
  await saved(page);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('skylabel.draft.')))).toEqual([]);
  await context.close();
});
