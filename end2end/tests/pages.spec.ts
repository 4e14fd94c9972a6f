// Every page, in both sizes and themes: nothing sticks out sideways, nothing is said on the console. The pictures stand
// in `target/screens` for whoever wants to look.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from '../support/bucket.ts';
import { dragBox, loaded } from '../support/labeling.ts';
import { png } from '../support/png.ts';
import { scratch, s3Environment, startS3, startSkylabel } from '../support/programs.ts';
import { expect, leave, post, ready, tasks, test, until } from '../support/test.ts';

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

test('every page fits both sizes in both themes', async ({ page }) => {
  test.setTimeout(240_000);
  const s3 = await startS3('gallery', 'results');
  const folder = scratch('pages');
  const bucket = new Bucket(s3, 'gallery');
  for (let index = 0; index < 12; index++) {
    await bucket.put(`photos/street-${String(index).padStart(2, '0')}.png`, png(640, 400, index), 'image/png');
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
  await post(server.url, '/api/projects/', { title: 'Empty project', label_config: '<View></View>' });
  const screens = join(import.meta.dirname, '../target/screens');
  mkdirSync(screens, { recursive: true });
  const pages: Record<string, string> = {
    projects: '/',
    tasks: '/projects/1',
    'tasks-empty': '/projects/2',
    label: `/projects/1/tasks/${task.id + 1}`,
    settings: '/projects/1/settings',
  };
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(server.url + path);
        await ready(page);
        if (name === 'label') {
          await loaded(page);
          if ((await page.getByTestId('region-item').count()) === 0) {
            await page.locator('[data-testid^="label-"]').first().click();
            await dragBox(page, { x: 0.2, y: 0.3 }, { x: 0.5, y: 0.65 });
          }
        }
        if (name === 'tasks') await expect(page.locator('[id^="row-"]').first()).toBeVisible();
        await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
        await page.screenshot({ path: join(screens, `${name}-${size}-${colorScheme}.png`), animations: 'disabled' });
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways, `${name} at ${size} sticks out by pixels`).toBeLessThanOrEqual(0);
      }
    }
  }
  await leave(page);
  await server.stop();
  await s3.stop();
  folder.remove();
});
