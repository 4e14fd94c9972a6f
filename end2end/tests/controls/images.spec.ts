// Several pictures of one task: each has its own regions and answers, turned to by hand, by keys and by selecting a region.
import { type Page } from '@playwright/test';
import { House, of, redo, undo } from '../../support/house.ts';
import { differences, drag, inPixels } from '../../support/picture.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('images');
const DATA = { images: ['/assets/sample.svg', '/assets/sample-landscape.svg', '/assets/sample.svg'] };
const CONFIG = `<View><Image name="img" valueList="$images"/>
  <RectangleLabels name="shape" toName="img"><Label value="Cat"/></RectangleLabels>
  <Choices name="sharp" toName="img" perItem="true"><Choice value="Yes"/><Choice value="No"/></Choices>
  <Choices name="all" toName="img"><Choice value="Good"/></Choices></View>`;

const turn = async (page: Page, to: number) => {
  await page.getByTestId('image-page').nth(to).click();
  await expect(page.getByTestId('image-canvas')).toHaveAttribute('data-ready', 'true');
};

test('regions and answers belong to the picture that shows', async ({ page }) => {
  await house.open(page, CONFIG, DATA);
  await page.getByTestId('choice-Yes').click();
  await turn(page, 2);
  await expect(page.getByTestId('choice-Yes').locator('input')).not.toBeChecked();
  await page.getByTestId('label-Cat').click();
  const [a, b] = await drag(page, [100, 100], [300, 220]);
  await page.getByTestId('choice-No').click();
  await page.getByTestId('choice-Good').click();
  await undo(page, 2);
  await house.says(of('sharp'), [{ choices: ['Yes'] }]);
  await redo(page, 2);
  await turn(page, 0);
  await expect(page.getByTestId('choice-Yes').locator('input')).toBeChecked();
  // To the region's own picture.
  await page.getByTestId('region-item').locator('.ed-region-main').click();
  await expect(page.getByTestId('choice-No').locator('input')).toBeChecked();
  const result = await house.submit(page);
  const told = result.map(({ from_name, item_index, type }) => [from_name, type, item_index ?? null]);
  expect(told.sort()).toEqual([['all', 'choices', null], ['shape', 'rectanglelabels', 2], ['sharp', 'choices', 0], ['sharp', 'choices', 2]]);
  const box = result.find((one) => one.from_name === 'shape')!;
  expect(box).toMatchObject({ original_width: 960, original_height: 600 });
  expect(differences(inPixels(box.value), { x: a[0], y: a[1], width: b[0] - a[0], height: b[1] - a[1], rotation: 0, rectanglelabels: ['Cat'] })).toEqual([]);
  const answers = result.filter((one) => one.from_name === 'sharp').map((one) => [one.item_index, one.value.choices]);
  expect(answers).toEqual([[0, ['Yes']], [2, ['No']]]);
});
