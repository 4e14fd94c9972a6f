// Reading: offsets of odd signs, granularity, ends of regions, overlaps, paragraphs, and a text of a million characters.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { selectText } from '../support/labeling.ts';
import { scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { ends } from '../support/reading.ts';
import { api, expect, leave, post, tasks, test, until } from '../support/test.ts';

const LABELS = (tag: string, to: string) =>
  `<${tag} name="ner" toName="${to}"><Label value="Person"/><Label value="Place"/><Label value="Word" granularity="word"/></${tag}>`;

const CONFIGS = {
  text: `<View>${LABELS('Labels', 'text')}<Text name="text" value="$text"/></View>`,
  words: `<View>${LABELS('Labels', 'text')}<Text name="text" value="$text" granularity="word"/></View>`,
  talk: `<View>${LABELS('ParagraphLabels', 'talk')}<Paragraphs name="talk" value="$talk" layout="dialogue"/></View>`,
};

let server: Skylabel;
let folder: { path: string; remove: () => void };

async function start(config: keyof typeof CONFIGS, data: unknown[]): Promise<string> {
  folder = scratch('reading');
  const file = join(folder.path, 'config.xml');
  writeFileSync(file, CONFIGS[config]);
  server = await startSkylabel(['start', 'reading', '--init', '-l', file], join(folder.path, 'data'));
  await post(server.url, '/api/projects/1/import', data);
  const [task] = await tasks(server.url);
  return `${server.url}/projects/1/tasks/${task.id}`;
}

test.afterEach(async ({ page }) => {
  await leave(page);
  await server.stop();
  folder.remove();
});

/** Submits, and gives back the results that came of it. */
async function submitted(page: Page): Promise<any[]> {
  const [task] = await tasks(server.url);
  await page.getByTestId('submit').click();
  const [annotation] = await until(
    () => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`),
    (all) => all.length === 1,
    'the annotation',
  );
  return annotation.result;
}

const spans = (results: any[]) => results.map((one) => [one.value.start, one.value.end, one.value.text]);

/** The middle of a grip. */
async function gripAt(page: Page, name: 'grip-start' | 'grip-end') {
  const box = await page.getByTestId(name).boundingBox();
  if (!box) throw new Error(`${name} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Where words of one line stand on the screen: their left and right edges. */
async function edges(page: Page, testid: string, words: string) {
  const { x1, x2, y1 } = await ends(page, testid, words);
  return { left: x1 - 1, right: x2 + 1, y: y1 };
}

test('emoji, accents, line ends and no-break spaces are counted as code points', async ({ page }) => {
  const text = '👩‍🚀 cafe\u0301\r\nin\u00a0Rome\tnow 😀 Ada';
  const url = await start('text', [{ text }]);
  await page.goto(url);
  await page.getByTestId('label-Place').click();
  await selectText(page, 'Rome');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await selectText(page, 'cafe\u0301');
  await expect(page.getByTestId('region-item')).toHaveCount(2);
  await selectText(page, 'Ada');
  await expect(page.getByTestId('region-item')).toHaveCount(3);
  const points = [...text];
  const span = (words: string) => {
    const start = [...text.slice(0, text.indexOf(words))].length;
    return [start, start + [...words].length, words];
  };
  const results = await submitted(page);
  expect(spans(results)).toEqual([span('Rome'), span('cafe\u0301'), span('Ada')]);
  for (const [start, end, words] of spans(results)) expect(points.slice(start, end).join('')).toBe(words);
});

test('a selection grows to words where the text or the label asks for it', async ({ page }) => {
  const url = await start('text', [{ text: 'Ada Lovelace went to London.' }]);
  await page.goto(url);
  await page.getByTestId('label-Person').click();
  await selectText(page, 'ovelac');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.getByTestId('label-Word').click();
  await selectText(page, 'ondo');
  await expect(page.getByTestId('region-item')).toHaveCount(2);
  expect(spans(await submitted(page))).toEqual([[5, 11, 'ovelac'], [21, 27, 'London']]);
});

test('with granularity="word" the whole word is taken, and a double click takes it too', async ({ page }) => {
  const url = await start('words', [{ text: 'Ada Lovelace went to London.' }]);
  await page.goto(url);
  await page.getByTestId('label-Person').click();
  await selectText(page, 'da Love');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  const word = await edges(page, 'task-text', 'London');
  await page.mouse.dblclick((word.left + word.right) / 2, word.y);
  await expect(page.getByTestId('region-item')).toHaveCount(2);
  expect(spans(await submitted(page))).toEqual([[0, 12, 'Ada Lovelace'], [21, 27, 'London']]);
});

test('the ends of a region are dragged, and moved by keys', async ({ page }) => {
  const url = await start('text', [{ text: 'Ada Lovelace went to London and wrote.' }]);
  await page.goto(url);
  await page.getByTestId('label-Person').click();
  await selectText(page, 'Ada');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.keyboard.press('Escape');
  const word = await edges(page, 'task-text', 'Ada');
  await page.mouse.click(word.left + 8, word.y);
  await expect(page.getByTestId('grip-end')).toBeVisible();
  const from = await gripAt(page, 'grip-end');
  const to = await edges(page, 'task-text', 'Lovelace');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.right) / 2, to.y, { steps: 4 });
  await page.mouse.move(to.right, to.y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('region-item')).toContainText('Ada Lovelace');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect(page.getByTestId('region-item')).toContainText('Ada Lovelace went');
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowLeft');
  expect(spans(await submitted(page))).toEqual([[4, 16, 'Lovelace wen']]);
});

test('a click selects the innermost of overlapping regions, and again the next one out', async ({ page }) => {
  const url = await start('text', [{ text: 'The city of London in England.' }]);
  await page.goto(url);
  await page.getByTestId('label-Place').click();
  await selectText(page, 'city of London in England');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  const word = await edges(page, 'task-text', 'London');
  await page.mouse.move(word.left + 1, word.y);
  await page.mouse.down();
  await page.mouse.move(word.right - 1, word.y, { steps: 6 });
  await page.mouse.up();
  await expect(page.getByTestId('region-item')).toHaveCount(2);
  const middle = (word.left + word.right) / 2;
  const selected = page.locator('[data-testid="region-item"].ed-on');
  await page.mouse.click(middle, word.y);
  await expect(selected).toContainText('London');
  await expect(selected).not.toContainText('city');
  // The mouse counts its clicks itself: this is a first one again, however soon.
  await page.mouse.click(middle, word.y);
  await expect(selected).toContainText('city of London');
});

test('a region across paragraphs counts UTF-16 units within them', async ({ page }) => {
  const talk = [
    { author: 'Ada', text: '😀 Shall we begin?', start: 0.5, end: 2 },
    { author: 'Charles', text: 'We shall.\nNow.' },
    { author: 'Ada', text: 'Good.' },
  ];
  const url = await start('talk', [{ talk }]);
  await page.goto(url);
  await expect(page.getByTestId('paragraphs-talk')).toContainText('0:01 to 0:02');
  await page.getByTestId('label-Person').click();
  const begin = await edges(page, 'paragraph-0', 'begin');
  const end = await edges(page, 'paragraph-1', 'shall');
  await page.mouse.move(begin.left + 1, begin.y);
  await page.mouse.down();
  await page.mouse.move(end.left, end.y, { steps: 6 });
  await page.mouse.move(end.right - 1, end.y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  const [result] = await submitted(page);
  expect(result).toMatchObject({ type: 'paragraphlabels', from_name: 'ner', to_name: 'talk', origin: 'manual' });
  expect(result.value).toEqual({
    start: '0', end: '1', startOffset: 12, endOffset: 8, text: 'begin?\nWe shall', paragraphlabels: ['Person'],
  });
});

test('paragraphs are labeled by keyboard alone, and once only', async ({ page }) => {
  const talk = ['One 😀.', 'Two.', 'Three.'].map((text, n) => ({ author: n % 2 ? 'Ada' : 'Charles', text }));
  const url = await start('talk', [{ talk }]);
  await page.goto(url);
  await page.getByTestId('paragraph-0').waitFor();
  await page.keyboard.press('1');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.keyboard.press('Control+ArrowUp');
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByTestId('region-item')).toHaveCount(2);
  const values = (await submitted(page)).map(({ value }) => [value.start, value.startOffset, value.end, value.endOffset, value.text]);
  expect(values).toEqual([['1', 0, '1', 4, 'Two.'], ['0', 0, '0', 7, 'One 😀.']]);
});

test('authors are chosen, and the others are left out', async ({ page }) => {
  const talk = ['One.', 'Two.', 'Three.'].map((text, n) => ({ author: n % 2 ? 'Ada' : 'Charles', text }));
  const url = await start('talk', [{ talk }]);
  await page.goto(url);
  await expect(page.getByTestId('paragraph-2')).toBeVisible();
  await page.getByTestId('author-Ada').click();
  await expect(page.getByTestId('paragraph-0')).toHaveCount(0);
  await expect(page.getByTestId('paragraph-1')).toBeVisible();
  await page.getByTestId('author-all').click();
  await expect(page.getByTestId('paragraph-0')).toBeVisible();
});

test('five thousand paragraphs keep a page small, and the last one is reached by keys', async ({ page }) => {
  const talk = Array.from({ length: 5000 }, (_, n) => ({ author: n % 2 ? 'Ada' : 'Charles', text: `Turn number ${n}.` }));
  const url = await start('talk', [{ talk }]);
  await page.goto(url);
  await page.getByTestId('paragraph-0').waitFor();
  expect(await page.locator('.ed-paragraph').count()).toBeLessThan(200);
  await page.getByTestId('paragraphs-talk').focus();
  await page.keyboard.press('Control+End');
  await expect(page.getByTestId('paragraph-4999')).toBeVisible();
});

test('a million characters with two thousand regions open, select and label at once', async ({ page }) => {
  const line = 'The quick brown fox jumps over the lazy dog near the river bank today.\n';
  const text = line.repeat(Math.ceil(1_000_000 / line.length)).slice(0, 1_000_000 - 13) + '\nThe last one';
  const result = Array.from({ length: 2000 }, (_, n) => ({
    id: `region${n}`, from_name: 'ner', to_name: 'text', type: 'labels', origin: 'manual',
    value: { start: n * 490 + 4, end: n * 490 + 9, text: [...text.slice(n * 490 + 4, n * 490 + 9)].join('').replaceAll('\n', '\\n'), labels: ['Person'] },
  }));
  const url = await start('text', [{ data: { text }, predictions: [{ result, model_version: 'one' }] }]);
  await page.goto(url);
  await expect(page.getByTestId('region-count')).toHaveText(/^2[.,]?000$/);
  // Only what is in sight stands in the page.
  expect(await page.locator('.ed-piece').count()).toBeLessThan(40);

  const root = page.getByTestId('task-text');
  await root.focus();
  await page.keyboard.press('Control+End');
  await expect(root).toContainText('The last one');
  await page.getByTestId('label-Place').click();
  const words = await edges(page, 'task-text', 'last');
  await page.mouse.dblclick((words.left + words.right) / 2, words.y);
  await expect(page.getByTestId('region-count')).toHaveText(/^2[.,]?001$/);

  await page.getByTestId('find-text').fill('the last ONE');
  await page.getByTestId('find-text').press('Enter');
  await expect(page.getByRole('search').getByText('1 of 1')).toBeVisible();

  // Everything can be selected, also what does not stand in the page.
  await root.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  const copied = () => root.evaluate((element) => {
    const data = new DataTransfer();
    element.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData('text/plain').length;
  });
  await expect.poll(copied).toBe(1_000_000);
});

test('what a key selects is selected at once, also where the page has yet to show it', async ({ page }) => {
  const line = 'One line of many that nobody has scrolled to yet.\n';
  const text = line.repeat(4000) + 'The end.';
  const url = await start('text', [{ text }]);
  await page.goto(url);
  await page.getByTestId('label-Place').click();
  const root = page.getByTestId('task-text');
  await root.focus();
  // Keys that come within one frame: to the end, and from there to the beginning.
  await root.evaluate((element) => {
    const press = (key: string, more = {}) =>
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
    press('End', { ctrlKey: true });
    press('Home', { ctrlKey: true, shiftKey: true });
    press('Enter');
  });
  await expect(page.getByTestId('region-count')).toHaveText('1');
  const [{ value }] = await submitted(page);
  expect([value.start, value.end]).toEqual([0, text.length]);
});
