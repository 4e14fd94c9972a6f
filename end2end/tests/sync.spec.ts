// What a person can know of a sync: what its runs did, and what one would do before it does it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { Bucket } from '../support/bucket.ts';
import { png } from '../support/png.ts';
import { scratch, s3Environment, startS3, startSkylabel } from '../support/programs.ts';
import { api, expect, leave, post, ready, tasks, test, until } from '../support/test.ts';

const SCREENS = join(import.meta.dirname, '../target/screens');
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** The page as it stands, in both sizes and themes. */
async function pictures(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(SCREENS, `${name}-${size}-${colorScheme}.png`) });
    }
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sideways, `${name} at ${size} sticks out by pixels`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(SIZES.wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

test('the history tells what runs did, and a dry run what one would do', async ({ page }) => {
  test.setTimeout(120_000);
  const s3 = await startS3('gallery', 'results');
  const folder = scratch('sync');
  const bucket = new Bucket(s3, 'gallery');
  for (let index = 0; index < 12; index++) {
    await bucket.put(`photos/street-${String(index).padStart(2, '0')}.png`, png(64, 40, index), 'image/png');
  }
  await bucket.put('photos/readme.md', 'not a picture');
  const server = await startSkylabel(
    ['start', 'streets', '--init', '--template', 'object-detection', '--source', 's3', '--source-path', 'gallery',
      '--source-params', '{"use_blob_urls": true, "regex": "\\\\.png$"}',
      '--target', 's3-completions', '--target-path', 'results'],
    folder.path,
    s3Environment(s3.endpoint, s3),
  );
  const [task] = await until(() => tasks(server.url), (all) => all.length === 12, 'twelve tasks');
  await post(server.url, `/api/tasks/${task.id}/annotations/`, { result: [] });
  const [target] = await api<any[]>(server.url, '/api/storages/export?project=1');
  await until(() => api(server.url, `/api/storages/export/s3/${target.id}/runs`), (runs) => runs.total === 1, 'the push in the history');

  await page.goto(`${server.url}/projects/1`);
  await ready(page);
  await page.getByRole('button', { name: 'History' }).first().click();
  const history = page.getByRole('dialog', { name: /Syncs of/ });
  await expect(history.locator('tbody tr')).toHaveCount(1);
  await expect(history.locator('tbody tr')).toContainText('13 listed, 12 imported, 1 skipped, 12 new tasks');
  await expect(history.locator('tbody tr')).toContainText(/objects\/s.*1 request.*less than 1 ¢/);
  await pictures(page, 'history');
  await page.keyboard.press('Escape');
  await expect(history).toBeHidden();
  await page.getByRole('button', { name: 'History' }).last().click();
  await expect(history.locator('tbody tr')).toContainText('1 pushed');
  await page.keyboard.press('Escape');

  await bucket.put('photos/street-99.png', png(64, 40, 99), 'image/png');
  await page.getByRole('button', { name: 'Settings', exact: true }).first().click();
  const settings = page.getByRole('dialog', { name: 'Source settings' });
  await settings.getByLabel('Only keys that match').fill('street-[19]');
  await settings.getByRole('button', { name: 'Dry run' }).click();
  const trial = settings.getByRole('region', { name: 'What a sync would do' });
  await expect(trial).toContainText('14 objects listed');
  await expect(trial.getByRole('button', { name: 'New 1' })).toHaveAttribute('aria-pressed', 'true');
  await expect(trial.locator('tbody tr')).toContainText(['photos/street-99.png']);
  await trial.getByRole('button', { name: /Left out from now on/ }).click();
  await expect(trial.locator('tbody tr')).toHaveCount(10);
  await trial.scrollIntoViewIfNeeded();
  await pictures(page, 'dry-run');
  await page.keyboard.press('Escape');
  await expect(settings).toBeHidden();
  const source = (await api<any[]>(server.url, '/api/storages?project=1'))[0];
  expect(source.regex_filter, 'nothing was saved').toBe('\\.png$');

  await leave(page);
  await server.stop();
  await s3.stop();
  folder.remove();
});
