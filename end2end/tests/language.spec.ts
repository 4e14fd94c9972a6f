// Two languages: the browser's own to begin with, and after that the one that was chosen. The page that the browser
// takes over is the one that the server sent, so nothing is said on the console.
import { scratch, startSkylabel } from '../support/programs.ts';
import { expect, leave, listen, ready, test } from '../support/test.ts';

test('a browser is spoken to in its language, and in the other once that is chosen', async ({ browser }) => {
  const folder = scratch('language');
  const server = await startSkylabel(['start', 'language', '--init', '--template', 'text-classification'], folder.path);
  const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(`${server.url}/projects/1`);
  await ready(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('link', { name: 'Einstellungen', exact: true })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing sticks out sideways').toBeLessThanOrEqual(390);

  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await ready(page);
  await expect(page.getByRole('link', { name: 'Settings', exact: true })).toBeVisible();
  await page.goto(`${server.url}/projects/1/settings`);
  await ready(page);
  await expect(page.getByRole('heading', { name: 'Project settings' })).toBeVisible();
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await ready(page);
  await expect(page.getByRole('heading', { name: 'Projekteinstellungen' })).toBeVisible();

  expect(complaints, 'errors in the console').toEqual([]);
  await leave(page);
  await context.close();
  await server.stop();
  folder.remove();
});
