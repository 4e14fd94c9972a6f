// Tasks that are out of the lists, and what can be done to many at once; and whether what is known of a bucket is so.
import { Bucket } from '../support/bucket.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { pictures } from '../support/pictures.ts';
import { png } from '../support/png.ts';
import { rules, scratch, s3Environment, startProxy, startS3, startSkylabel } from '../support/programs.ts';
import { api, expect, leave, post, ready, tasks, test, until } from '../support/test.ts';
import { type Page } from '@playwright/test';

const total = async (url: string, filter: string) => (await api(url, `/api/tasks/?project=1&filter=${filter}`)).total;
const key = (index: number) => `photos/street-${String(index).padStart(2, '0')}.png`;
const rows = (page: Page) => page.locator('.task-table tbody tr');

async function sync({ url }: Gallery): Promise<void> {
  const [source] = await api<any[]>(url, '/api/storages/?project=1');
  await post(url, `/api/storages/s3/${source.id}/sync`, {});
  const over = (card: any) => !['queued', 'in_progress'].includes(card.status);
  await until(() => api(url, `/api/storages/s3/${source.id}`), over, 'the sync');
}

test('stale, vanished and deleted tasks have lists of their own, with what can be done to all of them', async ({ page }) => {
  test.setTimeout(180_000);
  const gallery = await startGallery('removed');
  const { bucket, results, url, tasks: all } = gallery;
  for (const task of all.slice(1, 4)) await post(url, `/api/tasks/${task.id}/annotations/`, { result: [] });
  for (let index = 0; index < 4; index++) await bucket.put(key(index), png(64, 40, index + 50), 'image/png');
  await bucket.delete(key(10));
  await bucket.delete(key(11));
  await sync(gallery);
  expect([await total(url, 'stale'), await total(url, 'gone')]).toEqual([4, 2]);
  const written = async () => (await results.json(`${all[0].id}.json`))?.storage.etag;
  const before = await until(written, Boolean, 'the first document');

  await page.goto(`${url}/projects/1`);
  await ready(page);
  const filters = page.getByRole('navigation', { name: 'Which tasks to show' });
  await expect(filters.getByRole('link', { name: /Deleted/ })).toBeHidden();
  await filters.getByRole('link', { name: /Stale/ }).click();
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByText('they keep what was labeled until you take the new version')).toBeVisible();
  const everything = page.getByRole('checkbox', { name: 'Pick all tasks of this list' });
  await everything.focus();
  await page.keyboard.press(' ');
  await expect(page.getByText('4 picked'), 'the box takes the key that is meant for it').toBeVisible();
  await expect(everything).toBeFocused();
  await page.keyboard.press(' ');
  await expect(page.getByText('4 picked')).toBeHidden();
  await page.getByRole('checkbox', { name: `Pick task ${all[3].id}` }).check();
  await expect(page.getByText('1 picked')).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('grid'), 'the button that had the focus is gone').toBeFocused();
  await page.getByRole('button', { name: 'Pick all 4' }).click();
  await page.getByRole('checkbox', { name: `Pick task ${all[3].id}` }).uncheck();
  await expect(page.getByText('3 picked')).toBeVisible();
  await pictures(page, 'bulk-stale');
  const spared = rows(page).filter({ has: page.getByRole('checkbox', { name: `Pick task ${all[3].id}` }) });
  await spared.hover();
  await spared.getByRole('button', { name: /newer version/ }).click();
  await expect(page.getByText(`Task ${all[3].id} has its newest data.`)).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByText('3 picked'), 'the one that left was none of them').toBeVisible();
  await page.getByRole('button', { name: 'Take the new version', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Take the new version of 3 tasks?' });
  await question.getByRole('button', { name: 'Take the new version' }).click();
  await expect(page.getByText('3 tasks took the new version.')).toBeVisible();
  await expect(page.getByText('No such tasks')).toBeVisible();
  await until(written, (etag) => etag !== before, 'the new version in the document');

  await filters.getByRole('link', { name: /Source gone/ }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Pick all 2' }).click();
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog', { name: 'Archive 2 tasks?' }).getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('No such tasks')).toBeVisible();
  await filters.getByRole('link', { name: /Archived 2/ }).click();
  await expect(rows(page)).toHaveCount(2);

  await filters.getByRole('link', { name: /^Labeled/ }).click();
  await expect(rows(page)).toHaveCount(4);
  await page.locator('.task-table').focus();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog', { name: `Delete task ${all[0].id}?` }).getByRole('button', { name: 'Delete task' }).click();
  await filters.getByRole('link', { name: /Deleted 1/ }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('Labeled');
  await until(() => results.json(`${all[0].id}.json`), (document) => document.annotations.length === 0, 'the emptied document');
  await pictures(page, 'bulk-deleted');
  const begun: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/fn/begin_bulk')) begun.push(request.postData() ?? '');
  });
  await rows(page).hover();
  await rows(page).getByRole('button', { name: 'Bring back' }).dblclick();
  await expect(page.getByText('1 task brought back.')).toBeVisible();
  expect(begun, 'pressed twice, begun once').toHaveLength(1);
  await until(() => results.json(`${all[0].id}.json`), (document) => document.annotations.length === 1, 'its annotation in the bucket');
  expect(await total(url, 'labeled')).toBe(4);

  await filters.getByRole('link', { name: /Archived 2/ }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.locator('.task-table').focus();
  await page.keyboard.press(' ');
  await rows(page).last().hover();
  await rows(page).last().getByRole('button', { name: 'Bring back' }).dblclick();
  await expect(page.getByText('1 task stays out of the list: the object is gone')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('1 picked'), 'what a person picked stays picked').toBeVisible();
  await expect(page.getByRole('grid')).toBeFocused();
  expect(begun).toHaveLength(2);
  await page.getByRole('button', { name: 'Bring back' }).first().click();
  await page.getByRole('dialog', { name: 'Bring 1 task back?' }).getByRole('button', { name: 'Bring back' }).click();
  await expect(page.getByText('1 task stays out of the list: the object is gone')).toBeVisible();
  await pictures(page, 'bulk-result');
  await gallery.close(page);
});

test('a verification tells what differs, and repair mends it', async ({ page }) => {
  test.setTimeout(180_000);
  const gallery = await startGallery('verify');
  const { results, url, tasks: all } = gallery;
  const name = `${all[0].id}.json`;
  await until(() => results.json(name), Boolean, 'the document');
  await page.goto(`${url}/projects/1`);
  await ready(page);
  await page.getByRole('button', { name: 'Verify' }).first().click();
  const dialog = page.getByRole('dialog', { name: /^Verify s3:/ });
  await dialog.getByText('All', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await expect(dialog).toContainText('Everything is as it should be: 13 checked, 12 of them read.');
  await page.keyboard.press('Escape');

  await results.delete(name);
  await page.getByRole('button', { name: 'Verify' }).last().click();
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await expect(dialog).toContainText('1 difference found; 1 checked, 0 of them read.');
  await expect(dialog.locator('tbody tr')).toContainText([name]);
  await expect(dialog.locator('tbody tr')).toContainText('Missing');
  await pictures(page, 'verify');
  await dialog.getByRole('button', { name: 'Repair' }).click();
  await expect(dialog).toContainText('The next push mends 1 of 1 difference.');
  await until(() => results.json(name), Boolean, 'the document again');
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await expect(dialog).toContainText('Everything is as it should be: 1 checked, 0 of them read.');
  await gallery.close(page);
});

test('repair reads what was found to differ, whatever is chosen by then', async ({ page }) => {
  test.setTimeout(120_000);
  const s3 = await startS3('texts');
  const proxy = await startProxy(s3.endpoint);
  const folder = scratch('repair');
  const bucket = new Bucket(s3, 'texts');
  for (let index = 0; index < 3; index++) {
    await bucket.put(`t-${index}.json`, JSON.stringify({ text: `Text ${index}` }), 'application/json');
  }
  const server = await startSkylabel(
    ['start', 'texts', '--init', '--template', 'text-classification', '--source', 's3', '--source-path', 'texts'],
    folder.path,
    s3Environment(proxy.endpoint, s3),
  );
  await until(() => tasks(server.url), (found) => found.length === 3, 'three tasks');
  await page.goto(`${server.url}/projects/1`);
  await ready(page);

  // Once for the verification, once for the repair; the sync after it finds the object well.
  await rules(proxy, [{ fault: 'status', status: 404, method: 'GET', path: '/texts/t-1.json', times: 2 }]);
  await page.getByRole('button', { name: 'Verify' }).first().click();
  const dialog = page.getByRole('dialog', { name: /^Verify s3:/ });
  await dialog.getByText('All', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await expect(dialog).toContainText('1 difference found; 3 checked, 3 of them read.');
  const found = dialog.getByRole('region', { name: 'Differences' });
  await expect(found.locator('tbody tr')).toContainText(['t-1.json']);
  await expect(found.locator('tbody tr')).toContainText('Other content');
  await dialog.getByText('None', { exact: true }).click();
  const repair = dialog.getByRole('button', { name: 'Repair' });
  await repair.click();
  await expect(dialog).toContainText('The next sync mends 1 of 1 difference.');
  await expect(repair, 'it is done, and still has the focus').toBeFocused();
  await expect(repair).toHaveAttribute('aria-disabled', 'true');

  const [source] = await api<any[]>(server.url, '/api/storages/?project=1');
  const verified = async () => {
    const begun = await post(server.url, `/api/storages/s3/${source.id}/verify`, { sample: 1 });
    return until(() => api(server.url, `/api/verifications/${begun.id}`), (now) => now.state !== 'running', 'a verification');
  };
  await until(verified, (now) => now.differing === 0 && now.sampled === 3, 'the mended object');
  await leave(page);
  await server.stop();
  await proxy.stop();
  await s3.stop();
  folder.remove();
});

test('an archived task says so where it is labeled', async ({ page }) => {
  const folder = scratch('archived');
  const server = await startSkylabel(['start', 'texts', '--init', '--template', 'text-classification'], folder.path);
  await post(server.url, '/api/projects/1/import', [{ text: 'A sentence.' }, { text: 'Another one.' }]);
  const [task] = await tasks(server.url);
  await page.goto(`${server.url}/projects/1/tasks/${task.id}`);
  await expect(page.getByText('A sentence.')).toBeVisible();
  await expect(page.getByText('This task is archived')).toBeHidden();
  await post(server.url, '/api/projects/1/bulk', { action: 'archive', ids: [task.id] });
  await until(() => total(server.url, 'archived'), (count) => count === 1, 'the archived task');
  await page.reload();
  await expect(page.getByText('This task is archived')).toBeVisible();
  await leave(page);
  await server.stop();
  folder.remove();
});
