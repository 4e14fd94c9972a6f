// Spans of a dialogue: within a turn, across turns and whole turns; by hand and by keys alone, undone, deleted, made again,
// submitted with the numbers of the turns and the offsets within them.
import { type Page } from '@playwright/test';
import { House, of, redo, undo } from '../../support/house.ts';
import { clickOn, dragOver, ends } from '../../support/reading.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('paragraphs');
const TALK = { talk: [{ author: 'Ada', text: 'Is it open on Sunday? 🙂' }, { author: 'Ben', text: 'Yes, until noon.' }, { author: 'Ada', text: 'Thanks.' }] };
const CONFIG = '<View><ParagraphLabels name="act" toName="talk"><Label value="Question"/><Label value="Answer"/></ParagraphLabels>'
  + '<Paragraphs name="talk" value="$talk" layout="dialogue"/></View>';

const said = of('act');
const regions = (page: Page) => page.getByTestId('region-item');
const span = (start: number, startOffset: number, end: number, endOffset: number, text: string, label: string) =>
  ({ start: `${start}`, startOffset, end: `${end}`, endOffset, text, paragraphlabels: [label] });

test('spans within and across turns: dragged over, renamed, undone, deleted, made again', async ({ page }) => {
  await house.open(page, CONFIG, TALK);
  await page.getByTestId('label-Question').click();
  await dragOver(page, 'paragraph-0', 'open on Sunday');
  const first = span(0, 6, 0, 20, 'open on Sunday', 'Question');
  await house.says(said, [first]);
  const [from, to] = [await ends(page, 'paragraph-1', 'until'), await ends(page, 'paragraph-2', 'Thanks')];
  await page.mouse.move(from.x1, from.y1);
  await page.mouse.down();
  await page.mouse.move(to.x1, to.y1, { steps: 4 });
  await page.mouse.move(to.x2, to.y2, { steps: 4 });
  await page.mouse.up();
  const second = span(1, 5, 2, 6, 'until noon.\nThanks', 'Question');
  await house.says(said, [first, second]);
  await clickOn(page, 'paragraph-0', 'Sunday');
  await expect(regions(page).first()).toHaveClass(/\bed-on\b/);
  await page.keyboard.press('2');
  const renamed = [{ ...first, paragraphlabels: ['Answer'] }, second];
  await house.says(said, renamed);
  await undo(page, 2);
  await house.says(said, [first]);
  await redo(page, 2);
  await regions(page).nth(1).getByTestId('region-delete').click();
  await house.says(said, [renamed[0]]);
  await page.getByTestId('label-paragraph-2').click();
  const result = await house.submit(page);
  expect(result[1]).toEqual({
    id: expect.any(String), from_name: 'act', to_name: 'talk', type: 'paragraphlabels', origin: 'manual', value: span(2, 0, 2, 7, 'Thanks.', 'Question'),
  });
  expect(said(result)[0]).toEqual(renamed[0]);
});

test('by keyboard alone: by the caret and turn by turn, deleted, made again, submitted', async ({ page }) => {
  await house.open(page, CONFIG, TALK);
  await page.getByTestId('paragraphs-talk').focus();
  for (let step = 0; step < 2; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('1');
  await house.says(said, [span(0, 0, 0, 2, 'Is', 'Question')]);
  await page.keyboard.press('Alt+.');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await house.says(said, [span(0, 0, 0, 5, 'Is it', 'Question')]);
  await undo(page);
  await house.says(said, [span(0, 0, 0, 2, 'Is', 'Question')]);
  await page.keyboard.press('Delete');
  await house.says(said, []);
  await page.keyboard.press('Escape');
  await page.getByTestId('paragraphs-talk').focus();
  await page.keyboard.press('2');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+Shift+A');
  const [one] = (await house.submit(page, 'key')) as any[];
  expect(one.value).toEqual(span(1, 0, 1, 16, 'Yes, until noon.', 'Answer'));
});
