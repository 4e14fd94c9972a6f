// Every page, in both sizes and themes: nothing sticks out sideways, nothing is said on the console. The pictures stand
// in `target/screens` for whoever wants to look.
import { startGallery } from '../support/gallery.ts';
import { dragBox, loaded } from '../support/labeling.ts';
import { picture, SIZES, THEMES } from '../support/pictures.ts';
import { expect, post, ready, test } from '../support/test.ts';

test('every page fits both sizes in both themes', async ({ page }) => {
  test.setTimeout(240_000);
  const { url, tasks: [task], close } = await startGallery('pages', 640, 400);
  await post(url, '/api/projects/', { title: 'Empty project', label_config: '<View></View>' });
  const pages: Record<string, string> = {
    projects: '/',
    tasks: '/projects/1',
    'tasks-empty': '/projects/2',
    label: `/projects/1/tasks/${task.id + 1}`,
    settings: '/projects/1/settings',
  };
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(url + path);
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
        await picture(page, `${name}-${size}-${colorScheme}`);
      }
    }
  }
  await close(page);
});
