// Every template of the gallery: its config and its sample make a task that shows itself whole, can be labeled by hand, and
// gives an annotation that says something. And the gallery itself, where a project begins and in its settings.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { labelable, labelOnce } from '../support/label.ts';
import { picture, pictures, SIZES, THEMES } from '../support/pictures.ts';
import { scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { api, expect, leave, post, ready, tasks, test, until } from '../support/test.ts';

const FOLDER = join(import.meta.dirname, '../../server/src/templates/gallery');
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.xml'))
  .map((file) => file.slice(0, -'.xml'.length));

let server: Skylabel;
let folder: { path: string; remove: () => void };

test.beforeAll(async () => {
  folder = scratch('gallery');
  server = await startSkylabel(['start', 'first', '--init'], folder.path);
});

test.afterEach(async ({ page }) => {
  await leave(page);
});

test.afterAll(async () => {
  await server.stop();
  folder.remove();
});

for (const name of NAMES) {
  test(`${name} can be labeled`, async ({ page }) => {
    const xml = readFileSync(join(FOLDER, `${name}.xml`), 'utf8');
    const sample = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
    const project = await post<{ id: number }>(server.url, '/api/projects/', { title: name, label_config: xml });
    await post(server.url, `/api/projects/${project.id}/import`, [sample]);
    const [task] = await tasks(server.url, project.id);

    await page.goto(`${server.url}/projects/${project.id}/tasks/${task.id}`);
    await ready(page);
    await labelable(page);
    await labelOnce(page, xml, sample);
    await pictures(page, `template-${name}`);

    await page.getByTestId('submit').click();
    const [annotation] = await until(
      () => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`),
      (all) => all.length === 1,
      'the annotation',
      20_000,
    );
    expect(annotation.was_cancelled).toBe(false);
    expect(annotation.result.length, JSON.stringify(annotation.result).slice(0, 500)).toBeGreaterThan(0);
    const names = new Set([...xml.matchAll(/ name="([^"]+)"/g)].map(([, found]) => found));
    for (const result of annotation.result) expect(names, result.type).toContain(result.from_name);
  });
}

test('a project begins with a template that is found by what it asks for', async ({ page }) => {
  await page.goto(server.url);
  await ready(page);
  await page.getByRole('button', { name: 'New project' }).first().click();
  const dialog = page.locator('#create-project');
  await expect(dialog.locator('[data-testid^="template-"] input')).toHaveCount(NAMES.length + 1);
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Shelves');
  await dialog.getByTestId('template-search').fill('polygon shelf');
  await expect(dialog.locator('.template-card:visible')).toHaveCount(1);
  await dialog.getByTestId('template-search').press('Enter');
  await expect(dialog, 'Enter in the search makes no project').toBeVisible();
  await dialog.getByTestId('template-inventory-tracking').click();
  await expect(dialog.getByTestId('template-detail')).toContainText('Honey');
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await page.waitForURL(/\/projects\/\d+$/);
  const id = Number(page.url().split('/').pop());
  const made = await api<any>(server.url, `/api/projects/${id}/`);
  expect(made.title).toBe('Shelves');
  expect(made.label_config).toBe(readFileSync(join(FOLDER, 'inventory-tracking.xml'), 'utf8'));
});

test('the gallery is walked by keyboard', async ({ page }) => {
  await page.goto(server.url);
  await ready(page);
  await page.getByRole('button', { name: 'New project' }).first().click();
  const dialog = page.locator('#create-project');
  const none = dialog.getByTestId('template-none').locator('input');
  await none.focus();
  await page.keyboard.press('ArrowDown');
  const chosen = dialog.locator('input[name="template"]:checked');
  await expect(chosen).toBeFocused();
  await expect(chosen).not.toHaveValue('');
  await expect(dialog.getByTestId('template-detail').locator('h3')).toBeVisible();
  await dialog.getByRole('button', { name: /^Natural Language Processing, 8/ }).press('Enter');
  await expect(dialog.locator('.template-card:visible')).toHaveCount(8);
  await dialog.getByTestId('template-search').fill('no such thing anywhere');
  await expect(dialog.locator('.template-card:visible')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Show all templates' }).click();
  await expect(dialog.locator('.template-card:visible')).toHaveCount(NAMES.length);
});

test('in the settings a template replaces what stands there, after a question', async ({ page }) => {
  const before = '<View><Text name="mine" value="$mine"/></View>';
  const project = await post<{ id: number }>(server.url, '/api/projects/', { title: 'Settings', label_config: before });
  await page.goto(`${server.url}/projects/${project.id}/settings`);
  await ready(page);
  await page.getByTestId('start-from-template').click();
  const dialog = page.locator('#gallery');
  await expect(dialog.getByRole('button', { name: 'Use this template' })).toBeDisabled();
  await dialog.getByTestId('template-text-classification').click();
  await dialog.getByRole('button', { name: 'Use this template' }).click();
  const question = page.locator('#confirm');
  await expect(question).toContainText('Text Classification');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog, 'a no leads back to the gallery').toBeVisible();
  await dialog.getByRole('button', { name: 'Use this template' }).click();
  await question.getByRole('button', { name: 'Replace' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Save config' }).click();
  const saved = () => api<any>(server.url, `/api/projects/${project.id}/`);
  const after = await until(saved, ({ label_config }) => label_config !== before, 'the new config');
  expect(after.label_config).toContain('name="mood"');
});

test('the gallery fits both sizes in both themes, and on a phone a template is looked at in place of the list', async ({ page }) => {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.goto(server.url);
      await ready(page);
      await page.getByRole('button', { name: 'New project' }).first().click();
      const dialog = page.locator('#create-project');
      await dialog.getByTestId('template-image-captioning').click();
      const detail = dialog.getByTestId('template-detail');
      if (size === 'narrow') {
        await picture(page, `gallery-list-${size}-${colorScheme}`);
        await expect(detail).toBeHidden();
        await dialog.getByRole('button', { name: /^Details of/ }).click();
      }
      await expect(detail.getByTestId('image-canvas')).toHaveAttribute('data-ready', 'true');
      await picture(page, `gallery-${size}-${colorScheme}`);
      if (size === 'narrow') {
        await dialog.getByRole('button', { name: 'Back to the templates' }).click();
        await expect(dialog.getByTestId('template-image-captioning')).toBeVisible();
      }
    }
  }
});
