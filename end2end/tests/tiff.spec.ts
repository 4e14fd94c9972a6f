// A TIFF of several pages: its pages are turned, each has regions of its own, and results say which page they are of.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { differences, drag, inPixels } from '../support/picture.ts';
import { scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { tiff } from '../support/tiff.ts';
import { api, expect, leave, tasks, test, until } from '../support/test.ts';

const SHEETS = [
  { width: 320, height: 200, gray: 230 },
  { width: 200, height: 240, gray: 200 },
  { width: 400, height: 100, gray: 170 },
];
const CONFIG = '<View><Image name="img" value="$image"/><RectangleLabels name="shape" toName="img"><Label value="Stamp"/></RectangleLabels></View>';

let server: Skylabel;
let folder: ReturnType<typeof scratch>;

test.beforeAll(async () => {
  folder = scratch('tiff');
  const scans = join(folder.path, 'scans');
  mkdirSync(scans);
  writeFileSync(join(scans, 'scan.tiff'), tiff(SHEETS));
  const config = join(folder.path, 'config.xml');
  writeFileSync(config, CONFIG);
  server = await startSkylabel(
    ['start', 'scans', '--init', '-l', config, '--source', 'local', '--source-path', scans, '--source-params', '{"use_blob_urls": true}'],
    join(folder.path, 'data'),
  );
});

test.afterAll(async () => {
  await server.stop();
  folder.remove();
});

const ready = (page: Page) => expect(page.getByTestId('image-canvas')).toHaveAttribute('data-ready', 'true');
const pages = (page: Page) => page.getByTestId('image-page');

test('a box on the second page says so, and leads back to it', async ({ page }) => {
  const [task] = await until(() => tasks(server.url), (all) => all.length === 1, 'the task of the scan');
  const url = `${server.url}/projects/1/tasks/${task.id}`;
  await page.goto(url);
  await ready(page);
  await expect(pages(page)).toHaveCount(SHEETS.length);
  await pages(page).nth(1).click();
  await expect(pages(page).nth(1)).toHaveAttribute('aria-current', 'true');
  await ready(page);
  await page.getByTestId('label-Stamp').click();
  const [a, b] = await drag(page, [30, 40], [120, 160]);
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  // The arrows turn pages too.
  await page.keyboard.press('Control+ArrowRight');
  await expect(pages(page).nth(2)).toHaveAttribute('aria-current', 'true');
  await page.getByTestId('submit').click();
  const [{ result }] = await until(
    () => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`),
    (all) => all.length === 1,
    'the annotation',
  );
  const { width, height } = SHEETS[1];
  expect(result).toHaveLength(1);
  expect(result[0]).toMatchObject({ item_index: 1, original_width: width, original_height: height });
  const box = { x: a[0], y: a[1], width: b[0] - a[0], height: b[1] - a[1], rotation: 0, rectanglelabels: ['Stamp'] };
  expect(differences(inPixels(result[0].value, SHEETS[1]), box)).toEqual([]);

  await page.goto(url);
  await ready(page);
  await expect(pages(page).first()).toHaveAttribute('aria-current', 'true');
  await page.getByTestId('region-item').locator('.ed-region-main').click();
  await expect(pages(page).nth(1)).toHaveAttribute('aria-current', 'true');
  await ready(page);
  await leave(page);
});
