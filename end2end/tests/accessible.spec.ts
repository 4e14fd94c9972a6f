// Every page for everybody: axe finds nothing serious, what is to be read and to be used can be told from its ground in both
// themes, the keys reach everything and never lose the focus, and who asks for less motion gets none.
import { type BrowserContext, type Page } from '@playwright/test';
import { faintInWords, findings } from '../support/axe.ts';
import { faintSigns } from '../support/contrast.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { settled } from '../support/house.ts';
import { fill, type Filled, finish, PLACES } from '../support/places.ts';
import { SIZES, THEMES } from '../support/pictures.ts';
import { expect, ready, test } from '../support/test.ts';

let gallery: Gallery;
let filled: Filled;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  gallery = await startGallery('accessible');
  filled = await fill(gallery.url);
  context = await browser.newContext({ reducedMotion: 'reduce', viewport: SIZES.wide });
  page = await context.newPage();
  // Half-written work is left without a question.
  page.on('dialog', (dialog) => dialog.accept());
});

test.afterAll(async () => {
  await gallery.close(page);
  await context.close();
});

/** What is wrong with the page as it stands, in both sizes and themes, each with where it was found. */
async function everywhere(place: string): Promise<string[]> {
  const all: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      all.push(...(await findings(page)).map((found) => `${place}, ${colorScheme}, ${size}: ${found}`));
    }
  }
  await page.setViewportSize(SIZES.wide);
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    all.push(...(await faintSigns(page)).map((found) => `${place}, ${colorScheme}: ${faintInWords(found)}`));
  }
  return all;
}

for (const [place, open] of Object.entries(PLACES)) {
  test(`axe has nothing serious against ${place}, and all of it can be told from its ground`, async () => {
    await open(page, gallery.url, filled);
    expect(await everywhere(place)).toEqual([]);
  });
}

const focused = () => page.evaluate(() => document.activeElement?.tagName ?? 'BODY');
/** The focus is on something of the page, once what was done has come to rest. */
const holdsFocus = (what: string) => expect.poll(focused, `the focus after ${what}`).not.toBe('BODY');

async function openSpans(): Promise<void> {
  const { project, task, first } = filled.text;
  await page.goto(`${gallery.url}/projects/${project}/tasks/${task}?annotation=${first}`);
  await ready(page);
  await settled(page);
}

test('Tab walks all of the labeling page, from the first link to the submit button', async () => {
  await openSpans();
  const visited: string[] = [];
  for (let step = 0; step < 150; step++) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName ?? ''));
    expect(visited.at(-1), `the focus after ${visited.length} steps`).not.toBe('BODY');
    if (visited.at(-1) === 'submit') break;
  }
  for (const stop of ['label-Person', 'task-text', 'panels-toggle', 'undo', 'help', 'skip', 'submit']) expect(visited).toContain(stop);
});

test('the focus stays on the page when what has it is deleted, undone to the end, or closed', async () => {
  await openSpans();
  await page.getByTestId('panel-regions').click();
  await page.getByTestId('region-item').first().getByTestId('region-delete').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await holdsFocus('a region was deleted');
  expect(await page.evaluate(() => Boolean(document.activeElement?.closest('.ed-side'))), 'it went to a neighbour').toBe(true);

  await page.getByTestId('undo').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('region-item')).toHaveCount(2);
  await expect(page.getByTestId('undo')).toBeDisabled();
  await expect(page.getByTestId('undo'), 'nothing is left to undo').toBeFocused();

  await page.getByTestId('help').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('keys-help')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('help')).toBeFocused();

  await page.getByTestId('panel-comments').click();
  await page.getByTestId('comment-delete').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('#confirm').getByRole('button').last().press('Enter');
  await expect(page.getByTestId('comment')).toHaveCount(0);
  await holdsFocus('a comment was deleted');
});

test('the focus goes along to the next task, and to what stands there after the last', async () => {
  await page.goto(`${gallery.url}/projects/${filled.text.project}/label`);
  await ready(page);
  await settled(page);
  const position = page.getByTestId('position');
  const before = await position.textContent();
  await page.getByTestId('submit').press('Enter');
  await expect(position).not.toHaveText(before ?? '');
  await holdsFocus('a submit');
  expect(await page.evaluate(() => Boolean(document.activeElement?.closest('#main'))), 'it is in the main part of the page').toBe(true);
  await finish(gallery.url, filled.text.project);
  await page.goto(`${gallery.url}/projects/${filled.text.project}/label`);
  await ready(page);
  await expect(page.getByTestId('all-done')).toBeVisible();
  expect(await everywhere('the end of the stream')).toEqual([]);
});

test('headings of a config and branches of a tree tell their level', async () => {
  await PLACES['a tree that is open'](page, gallery.url, filled);
  await expect(page.getByRole('heading', { name: 'Everything that can be asked', level: 4 })).toBeVisible();
  await expect(page.getByRole('treeitem', { name: 'Fish', level: 1 })).toBeVisible();
});

test('who asks for less motion gets none', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const address of ['/', '/projects/1', '/projects/1/settings', `/projects/${filled.everything.project}/tasks/${filled.everything.task}`]) {
    await page.goto(gallery.url + address);
    await ready(page);
    const moving = await page.evaluate(() => {
      const longest = (times: string) => Math.max(...times.split(',').map(parseFloat));
      const looks = [...document.querySelectorAll('*')].flatMap((one) =>
        ['', '::before', '::after'].map((part) => ({ one, part, style: getComputedStyle(one, part || undefined) })),
      );
      return looks
        .filter(({ style }) => longest(style.transitionDuration) > 0 || (style.animationName !== 'none' && longest(style.animationDuration) > 0))
        .map(({ one, part }) => `${one.tagName.toLowerCase()}.${one.className}${part}`);
    });
    expect(moving, `what moves on ${address}`).toEqual([]);
  }
});
