// Tasks that are out of the lists, and what can be done to many at once; and whether what is known of a bucket is so.
import { png } from '../support/png.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { pictures } from '../support/pictures.ts';
import { api, expect, post, ready, test, until } from '../support/test.ts';
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
  await page.getByRole('checkbox', { name: `Pick task ${all[3].id}` }).check();
  await expect(page.getByText('1 picked')).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Pick all 4' }).click();
  await page.getByRole('checkbox', { name: `Pick task ${all[3].id}` }).uncheck();
  await expect(page.getByText('3 picked')).toBeVisible();
  await pictures(page, 'bulk-stale');
  await page.getByRole('button', { name: 'Take the new version', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Take the new version of 3 tasks?' });
  await question.getByRole('button', { name: 'Take the new version' }).click();
  await expect(page.getByText('3 tasks took the new version.')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
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
  await rows(page).hover();
  await rows(page).getByRole('button', { name: 'Bring back' }).click();
  await expect(page.getByText('1 task brought back.')).toBeVisible();
  await until(() => results.json(`${all[0].id}.json`), (document) => document.annotations.length === 1, 'its annotation in the bucket');
  expect(await total(url, 'labeled')).toBe(4);

  await filters.getByRole('link', { name: /Archived 2/ }).click();
  await page.locator('.task-table').focus();
  await page.keyboard.press(' ');
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
