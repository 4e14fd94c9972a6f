// Relations between regions: made by hand and by keys alone, turned, named, undone, deleted, made again, gone with their
// regions, submitted.
import { type Page } from '@playwright/test';
import { House, redo, undo, type Result } from '../../support/house.ts';
import { clickOn, dragOver } from '../../support/reading.ts';
import { drag } from '../../support/picture.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('relations');
const TEXT = { text: 'Anna Berg met Dr. Okafor in Kyiv.' };
const RELATIONS = '<Relations><Relation value="met"/><Relation value="knows"/></Relations>';
const config = (relations = RELATIONS) =>
  `<View><Labels name="ner" toName="txt"><Label value="Person"/><Label value="Place"/></Labels><Text name="txt" value="$text"/>${relations}</View>`;

const regions = (page: Page) => page.getByTestId('region-item');
const relations = (page: Page) => page.getByTestId('relation-item');
const region = (page: Page, at: number) => regions(page).nth(at).locator('.ed-region-main');

/** Relations with the words of their regions for ids. */
const told = (results: Result[]) => {
  const words = (id: string) => results.find((one) => one.id === id)?.value?.text;
  const all = results.filter((one) => one.type === 'relation');
  return all.map(({ from_id, to_id, type, ...more }) => ({ from: words(from_id), to: words(to_id), ...more }));
};

async function label(page: Page): Promise<void> {
  await page.getByTestId('label-Person').click();
  await dragOver(page, 'task-text', 'Anna Berg');
  await dragOver(page, 'task-text', 'Okafor');
  await expect(regions(page)).toHaveCount(2);
}

test('a relation: made by hand, turned, named, undone, deleted, made again', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await label(page);
  await region(page, 0).click();
  await page.getByTestId('panel-relations').click();
  await page.getByTestId('relate').click();
  await clickOn(page, 'task-text', 'Okafor');
  await expect(relations(page)).toHaveCount(1);
  const made = { from: 'Anna Berg', to: 'Okafor', direction: 'right' };
  const read = (results: Result[]) => told(results).map(({ labels, ...one }: Result) => ({ ...one, ...(labels?.length ? { labels } : {}) }));
  await house.says(read, [made]);
  await page.getByTestId('relation-direction').click();
  await house.says(read, [{ ...made, direction: 'left' }]);
  await page.getByTestId('relation-direction').click();
  await house.says(read, [{ ...made, direction: 'bi' }]);
  await relations(page).getByRole('button', { name: 'knows' }).click();
  await house.says(read, [{ ...made, direction: 'bi', labels: ['knows'] }]);
  await undo(page, 2);
  await house.says(read, [{ ...made, direction: 'left' }]);
  await redo(page, 2);
  await house.says(read, [{ ...made, direction: 'bi', labels: ['knows'] }]);
  await page.getByTestId('relation-delete').click();
  await house.says(read, []);
  await page.getByTestId('undo').click();
  const result = await house.submit(page);
  const [first, second] = result;
  expect(result[2]).toEqual({ from_id: first.id, to_id: second.id, type: 'relation', direction: 'bi', labels: ['knows'] });
});

test('by keyboard alone: begun, aimed, left, made, submitted; and it goes with its region', async ({ page }) => {
  await house.open(page, config(''), TEXT);
  await page.getByTestId('task-text').focus();
  for (const key of ['1', '2']) {
    await page.keyboard.press('Control+Shift+ArrowRight');
    await page.keyboard.press(key);
    await page.keyboard.press('ArrowRight');
  }
  await expect(regions(page)).toHaveCount(2);
  await page.keyboard.press('Alt+.');
  await page.keyboard.press('Alt+r');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+r');
  await page.keyboard.press('Alt+.');
  await page.keyboard.press('Enter');
  await expect.poll(async () => told(await house.draft()).length).toBe(1);
  await page.keyboard.press('Delete');
  await expect(regions(page)).toHaveCount(1);
  await house.says(told, []);
  await undo(page);
  await expect.poll(async () => told(await house.draft()).length).toBe(1);
  const result = await house.submit(page, 'key');
  const [relation] = result.filter((one) => one.type === 'relation');
  expect(relation).toMatchObject({ from_id: result[0].id, to_id: result[1].id, direction: 'right' });
});

test('boxes of a picture are related, too', async ({ page }) => {
  const xml = '<View><Image name="img" value="$image"/><RectangleLabels name="shape" toName="img"><Label value="Cat"/></RectangleLabels></View>';
  await house.open(page, xml, { image: '/assets/sample.svg' });
  await page.getByTestId('label-Cat').click();
  await drag(page, [100, 100], [250, 220]);
  await drag(page, [500, 300], [700, 450]);
  await expect(regions(page)).toHaveCount(2);
  await region(page, 1).click();
  await page.keyboard.press('Alt+r');
  await region(page, 0).click();
  const result = await house.submit(page);
  expect(result[2]).toMatchObject({ from_id: result[1].id, to_id: result[0].id, type: 'relation', direction: 'right' });
});

test('a relation between a text and a picture is drawn over both, and not while it is hidden', async ({ page }) => {
  const both = `<View><Image name="img" value="$image"/><RectangleLabels name="shape" toName="img"><Label value="Cat"/></RectangleLabels>
    <Labels name="ner" toName="txt"><Label value="Person"/></Labels><Text name="txt" value="$text"/></View>`;
  await house.open(page, both, { ...TEXT, image: '/assets/sample.svg' });
  await page.getByTestId('label-Cat').click();
  await drag(page, [120, 90], [420, 300]);
  await page.getByTestId('label-Person').click();
  await dragOver(page, 'task-text', 'Okafor');
  await expect(regions(page)).toHaveCount(2);
  await region(page, 0).click();
  await page.getByTestId('panel-relations').click();
  await page.getByTestId('relate').click();
  await clickOn(page, 'task-text', 'Okafor');
  await expect(relations(page)).toHaveCount(1);
  const line = page.locator('.ed-lines-line');
  await expect(line).toHaveCount(1);
  // From the middle of the box's upper side.
  const box = (await page.getByTestId('image-canvas').boundingBox())!;
  const [scale, left, top] = ((await page.getByTestId('image-canvas').getAttribute('data-view')) ?? '').split(',').map(Number);
  const frame = (await page.locator('.ed-lines').boundingBox())!;
  const [x, y] = /^M(-?[\d.]+) (-?[\d.]+)/.exec((await line.getAttribute('d')) ?? '')!.slice(1).map(Number);
  expect(Math.abs(frame.x + x - (box.x + left + 270 * scale))).toBeLessThan(3);
  expect(Math.abs(frame.y + y - (box.y + top + 90 * scale))).toBeLessThan(3);
  await relations(page).getByRole('button', { name: 'Hide this relation' }).click();
  await expect(line).toHaveCount(0);
});
