// Spans of a document: labeled by hand and by keys alone, renamed, undone, deleted, made again, submitted with the places that
// others read them by.
import { type Page } from '@playwright/test';
import { House, of, redo, undo } from '../../support/house.ts';
import { clickOn, dragOver } from '../../support/reading.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('hypertext');
const HTML = { html: '<div><h2>Minutes</h2><p>Anna&nbsp;Berg spoke <b>first</b>.</p><p>Then Kofi 🙂 left.</p></div>' };
const CONFIG = '<View><HyperTextLabels name="ner" toName="html"><Label value="Person"/><Label value="Word"/></HyperTextLabels><HyperText name="html" value="$html"/></View>';

const said = of('ner');
const regions = (page: Page) => page.getByTestId('region-item');
const ANNA = {
  start: '/div[1]/p[1]/text()[1]', end: '/div[1]/p[1]/text()[1]', startOffset: 0, endOffset: 9,
  globalOffsets: { start: 7, end: 16 }, text: 'Anna\u00a0Berg', hypertextlabels: ['Person'],
};
/** From a text into the bold one after it. */
const SPOKE = {
  start: '/div[1]/p[1]/text()[1]', end: '/div[1]/p[1]/b[1]/text()[1]', startOffset: 10, endOffset: 5,
  globalOffsets: { start: 17, end: 28 }, text: 'spoke first', hypertextlabels: ['Person'],
};
/** The text may be told with a plain space for one that does not break. */
const plain = (values: any[]) => values.map((value) => ({ ...value, text: value.text.replaceAll('\u00a0', ' ') }));
const plainly = (results: any[]) => plain(said(results));

test('spans: dragged over, across elements, renamed, undone, deleted, made again', async ({ page }) => {
  await house.open(page, CONFIG, HTML);
  await page.getByTestId('label-Person').click();
  await dragOver(page, 'task-html', 'Anna\u00a0Berg');
  await house.says(plainly, plain([ANNA]));
  await dragOver(page, 'task-html', 'spoke first');
  await house.says(plainly, plain([ANNA, SPOKE]));
  await clickOn(page, 'task-html', 'Anna');
  await expect(regions(page).first()).toHaveClass(/\bed-on\b/);
  await page.getByTestId('label-Word').click();
  const renamed = plain([{ ...ANNA, hypertextlabels: ['Word'] }, SPOKE]);
  await house.says(plainly, renamed);
  await page.getByTestId('undo').click();
  await house.says(plainly, plain([ANNA, SPOKE]));
  await page.getByTestId('redo').click();
  await house.says(plainly, renamed);
  await regions(page).nth(1).getByTestId('region-delete').click();
  await house.says(plainly, [renamed[0]]);
  await undo(page);
  await house.says(plainly, renamed);
  await redo(page);
  await page.keyboard.press('Escape');
  await clickOn(page, 'task-html', 'Kofi', 2);
  await expect(regions(page)).toHaveCount(2);
  const result = await house.submit(page);
  expect(result[1]).toEqual({
    id: expect.any(String), from_name: 'ner', to_name: 'html', type: 'hypertextlabels', origin: 'manual',
    value: {
      start: '/div[1]/p[2]/text()[1]', end: '/div[1]/p[2]/text()[1]', startOffset: 5, endOffset: 9,
      globalOffsets: { start: 34, end: 38 }, text: 'Kofi', hypertextlabels: ['Person'],
    },
  });
  expect(plainly(result)[0]).toEqual(renamed[0]);
});

test('by keyboard alone: selected by the caret, labeled, undone, deleted, made again, submitted', async ({ page }) => {
  await house.open(page, CONFIG, HTML);
  await page.frameLocator('iframe[data-text-object]').locator('body').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  for (let step = 0; step < 9; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('1');
  await house.says(plainly, plain([ANNA]));
  await undo(page);
  await house.says(said, []);
  await redo(page);
  await page.keyboard.press('Alt+.');
  await expect(regions(page).first()).toHaveClass(/\bed-on\b/);
  await page.keyboard.press('2');
  await house.says(plainly, plain([{ ...ANNA, hypertextlabels: ['Word'] }]));
  await page.keyboard.press('Delete');
  await house.says(said, []);
  await undo(page);
  const result = await house.submit(page, 'key');
  expect(plainly(result)).toEqual(plain([{ ...ANNA, hypertextlabels: ['Word'] }]));
});
