// Pairwise and Ranker: chosen and sorted by mouse and by keys, undone, made again, submitted.
import { type Page } from '@playwright/test';
import { House, of, redo, undo } from '../../support/house.ts';
import { painted } from '../../support/labeling.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('pairwise-ranker');
const PAIR = '<View><Pairwise name="better" toName="left,right"/><Text name="left" value="$a"/><Text name="right" value="$b"/></View>';
const PAIR_DATA = { a: 'One answer.', b: 'Another answer.' };
const ITEMS = { items: [{ id: 'i1', title: 'First', body: 'Alpha' }, { id: 'i2', title: 'Second', body: 'Beta' }, { id: 3, title: 'Third', body: 'Gamma' }] };
const rank = (buckets = '') => `<View><List name="items" value="$items" title="Results"/><Ranker name="order" toName="items">${buckets}</Ranker></View>`;
const BUCKETS = '<Bucket name="good" title="Good"/><Bucket name="bad" title="Bad"/>';

const better = of('better');
const order = of('order');

test('one of two: chosen, changed, undone, taken back, chosen again', async ({ page }) => {
  await house.open(page, PAIR, PAIR_DATA);
  await page.getByTestId('pairwise-left').click();
  await house.says(better, [{ selected: 'left' }]);
  await page.getByTestId('pairwise-right').click();
  await house.says(better, [{ selected: 'right' }]);
  await undo(page);
  await house.says(better, [{ selected: 'left' }]);
  await redo(page);
  await page.getByTestId('pairwise-right').click();
  await house.says(better, []);
  await page.getByTestId('pairwise-left').click();
  expect(await house.submit(page)).toEqual([
    { value: { selected: 'left' }, id: expect.any(String), from_name: 'better', to_name: 'better', type: 'pairwise', origin: 'manual' },
  ]);
});

test('one of two by keyboard alone', async ({ page }) => {
  await house.open(page, PAIR, PAIR_DATA);
  await page.getByTestId('pairwise-left').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await house.says(better, [{ selected: 'left' }]);
  await page.keyboard.press('ArrowRight');
  await house.says(better, [{ selected: 'right' }]);
  await page.keyboard.press('Space');
  await house.says(better, []);
  await page.keyboard.press('ArrowLeft');
  expect(better(await house.submit(page, 'key'))).toEqual([{ selected: 'left' }]);
});

async function middle(page: Page, testid: string): Promise<{ x: number; y: number; height: number }> {
  const box = await page.getByTestId(testid).boundingBox();
  if (!box) throw new Error(`${testid} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, height: box.height };
}

async function drag(page: Page, item: string, to: { x: number; y: number }): Promise<void> {
  const from = await middle(page, item);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

test('a ranking by mouse: dragged, undone, dragged again, submitted with the ids as the data has them', async ({ page }) => {
  await house.open(page, rank(), ITEMS);
  const last = await middle(page, 'ranker-item-3');
  await drag(page, 'ranker-item-i1', { x: last.x, y: last.y + last.height * 0.4 });
  await house.says(order, [{ ranker: { order: ['i2', 3, 'i1'] } }]);
  // Where nothing is said yet, the order of the data is said.
  await undo(page);
  await house.says(order, [{ ranker: { order: ['i1', 'i2', 3] } }]);
  await redo(page);
  const first = await middle(page, 'ranker-item-i2');
  await drag(page, 'ranker-item-3', { x: first.x, y: first.y - first.height * 0.4 });
  expect(await house.submit(page)).toEqual([
    { value: { ranker: { order: [3, 'i2', 'i1'] } }, id: expect.any(String), from_name: 'order', to_name: 'items', type: 'ranker', origin: 'manual' },
  ]);
});

test('a ranking by keyboard alone: taken up, carried, put back, put down', async ({ page }) => {
  await house.open(page, rank(), ITEMS);
  const item = page.getByTestId('ranker-item-i1');
  await item.focus();
  // An item that moved has the focus back in the next frame.
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await painted(page);
      await expect(item).toBeFocused();
    }
  };
  const shown = () => page.locator('[data-testid^="ranker-item-"]').evaluateAll((all) => all.map((one) => one.getAttribute('data-item')));
  await press('Space', 'ArrowDown');
  expect(await shown()).toEqual(['i2', 'i1', '3']);
  await press('Escape');
  expect(await shown()).toEqual(['i1', 'i2', '3']);
  await press('Space', 'ArrowDown', 'ArrowDown', 'Space');
  await house.says(order, [{ ranker: { order: ['i2', 3, 'i1'] } }]);
  expect(order(await house.submit(page, 'key'))).toEqual([{ ranker: { order: ['i2', 3, 'i1'] } }]);
});

test('buckets: items are sorted into them by mouse and by keys', async ({ page }) => {
  await house.open(page, rank(BUCKETS), ITEMS);
  const board = page.getByTestId('ranker-order');
  const good = (await board.getByRole('region', { name: 'Good' }).boundingBox())!;
  await drag(page, 'ranker-item-i2', { x: good.x + good.width / 2, y: good.y + good.height / 2 });
  await house.says(order, [{ ranker: { _: ['i1', 3], good: ['i2'], bad: [] } }]);
  await page.getByTestId('ranker-item-3').focus();
  await page.keyboard.press('Space');
  for (let step = 0; step < 2; step++) {
    await page.keyboard.press('ArrowRight');
    await painted(page);
    await expect(page.getByTestId('ranker-item-3')).toBeFocused();
  }
  await page.keyboard.press('Space');
  await house.says(order, [{ ranker: { _: ['i1'], good: ['i2'], bad: [3] } }]);
  await undo(page);
  await house.says(order, [{ ranker: { _: ['i1', 3], good: ['i2'], bad: [] } }]);
  await redo(page);
  expect(order(await house.submit(page, 'key'))).toEqual([{ ranker: { _: ['i1'], good: ['i2'], bad: [3] } }]);
});
