// Spans of a text: labeled by hand and by keys alone, renamed, moved, undone, deleted, made again, submitted with offsets in
// code points.
import { type Page } from '@playwright/test';
import { House, of, redo, undo } from '../../support/house.ts';
import { painted } from '../../support/labeling.ts';
import { clickOn, dragOver } from '../../support/reading.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('spans');
const TEXT = { text: 'Anna Berg met Dr. Okafor in Kyiv 🙂 on Monday.\nThey spoke about café prices.' };
const config = (more = '') => `<View><Labels name="ner" toName="txt" ${more}><Label value="Person"/><Label value="Place" alias="p"/></Labels><Text name="txt" value="$text"/></View>`;

const said = of('ner');
/** Offsets count signs as people see them in Python: code points. */
const span = (start: number, text: string, ...labels: string[]) => {
  expect([...TEXT.text].slice(start, start + [...text].length).join('')).toBe(text);
  return { start, end: start + [...text].length, text, labels };
};
const regions = (page: Page) => page.getByTestId('region-item');

test('spans: dragged over, renamed, undone, deleted, made again', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await page.getByTestId('label-Person').click();
  await dragOver(page, 'task-text', 'Anna Berg');
  await house.says(said, [span(0, 'Anna Berg', 'Person')]);
  await dragOver(page, 'task-text', 'Kyiv 🙂 on M');
  await house.says(said, [span(0, 'Anna Berg', 'Person'), span(28, 'Kyiv 🙂 on M', 'Person')]);
  await clickOn(page, 'task-text', 'Kyiv');
  await expect(regions(page).nth(1)).toHaveClass(/\bed-on\b/);
  await page.getByTestId('label-p').click();
  const renamed = [span(0, 'Anna Berg', 'Person'), span(28, 'Kyiv 🙂 on M', 'p')];
  await house.says(said, renamed);
  await undo(page, 2);
  await house.says(said, [span(0, 'Anna Berg', 'Person')]);
  await redo(page, 2);
  await house.says(said, renamed);
  await regions(page).first().getByTestId('region-delete').click();
  await house.says(said, [renamed[1]]);
  await dragOver(page, 'task-text', 'They spoke');
  const result = await house.submit(page);
  expect(result[1]).toEqual({ value: span(46, 'They spoke', 'Person'), id: expect.any(String), from_name: 'ner', to_name: 'txt', type: 'labels', origin: 'manual' });
  expect(said(result)).toEqual([renamed[1], span(46, 'They spoke', 'Person')]);
});

test('a span is selected first and labeled after, by a click on the label and by its key', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await dragOver(page, 'task-text', 'Dr. Okafor');
  await expect(regions(page)).toHaveCount(0);
  await page.getByTestId('label-Person').click();
  await house.says(said, [span(14, 'Dr. Okafor', 'Person')]);
  await clickOn(page, 'task-text', 'café', 2);
  await page.keyboard.press('2');
  expect(said(await house.submit(page))).toEqual([span(14, 'Dr. Okafor', 'Person'), span(63, 'café', 'p')]);
});

test('by keyboard alone: selected by the caret, labeled, its ends moved, deleted, made again, submitted', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await page.getByTestId('task-text').focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('1');
  await house.says(said, [span(0, 'Anna', 'Person')]);
  await page.keyboard.press('Alt+.');
  await expect(regions(page).first()).toHaveClass(/\bed-on\b/);
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await house.says(said, [span(0, 'Anna Berg', 'Person')]);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowLeft');
  await house.says(said, [span(1, 'nna Ber', 'Person')]);
  await page.keyboard.press('2');
  await house.says(said, [span(1, 'nna Ber', 'p')]);
  await undo(page, 3);
  await house.says(said, [span(0, 'Anna Berg', 'Person')]);
  await redo(page, 3);
  await page.keyboard.press('Delete');
  await house.says(said, []);
  await page.getByTestId('task-text').focus();
  await page.keyboard.press('Control+End');
  // A leap may go to what is yet to be put into the page: it is done in the next frame.
  await painted(page);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('2');
  expect(said(await house.submit(page, 'key'))).toEqual([span(74, '.', 'p')]);
});

test('spans may lie in one another, and a click goes from the inner to the outer', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await page.getByTestId('label-Person').click();
  await dragOver(page, 'task-text', 'met Dr. Okafor in');
  await page.getByTestId('label-p').click();
  await dragOver(page, 'task-text', 'Okafor');
  await expect(regions(page)).toHaveCount(2);
  await clickOn(page, 'task-text', 'Okafor');
  await expect(regions(page).nth(1)).toHaveClass(/\bed-on\b/);
  // The mouse counts its clicks itself: each is a first one, however soon.
  await clickOn(page, 'task-text', 'Okafor');
  await expect(regions(page).nth(0)).toHaveClass(/\bed-on\b/);
  await page.keyboard.press('Delete');
  expect(said(await house.submit(page, 'key'))).toEqual([span(18, 'Okafor', 'p')]);
});

test('several labels on one span', async ({ page }) => {
  await house.open(page, config('choice="multiple"'), TEXT);
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await dragOver(page, 'task-text', 'Monday');
  await house.says(said, [span(38, 'Monday', 'Person', 'p')]);
  expect(said(await house.submit(page))).toEqual([span(38, 'Monday', 'Person', 'p')]);
});
