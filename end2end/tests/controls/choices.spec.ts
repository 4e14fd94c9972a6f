// Choices: one, several, nested, as a menu, of one region; by hand and by keys, undone, taken back, made again, submitted.
import { House, of, redo, undo } from '../../support/house.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('choices');
const TEXT = { text: 'Anna Berg met Dr. Okafor in Kyiv.' };

const config = (attributes: string, choices: string) =>
  `<View><Text name="txt" value="$text"/><Choices name="mood" toName="txt" ${attributes}>${choices}</Choices></View>`;
const FLAT = '<Choice value="Glad"/><Choice value="Sad" alias="s"/><Choice value="Calm"/>';
const TREE = '<Choice value="Animals"><Choice value="Cats"/><Choice value="Dogs"/></Choice><Choice value="Other"/>';

const said = of('mood');
const choices = (...all: unknown[]) => [{ choices: all }];

test('one of several: chosen, changed, undone, taken back and chosen again', async ({ page }) => {
  await house.open(page, config('', FLAT), TEXT);
  await page.getByTestId('choice-Glad').click();
  await page.getByTestId('choice-s').click();
  await house.says(said, choices('s'));
  await undo(page);
  await house.says(said, choices('Glad'));
  await expect(page.getByTestId('choice-Glad').locator('input')).toBeChecked();
  await redo(page);
  await house.says(said, choices('s'));
  await page.getByTestId('choice-s').click();
  await house.says(said, []);
  await expect(page.getByTestId('choice-s').locator('input')).not.toBeChecked();
  await page.getByTestId('choice-Calm').click();
  const result = await house.submit(page);
  expect(result).toEqual([
    { value: { choices: ['Calm'] }, id: expect.any(String), from_name: 'mood', to_name: 'txt', type: 'choices', origin: 'manual' },
  ]);
});

test('one of several by keyboard alone: by the keys that labels tell, by arrows, submitted', async ({ page }) => {
  await house.open(page, config('', FLAT), TEXT);
  await page.keyboard.press('2');
  await house.says(said, choices('s'));
  await page.keyboard.press('2');
  await house.says(said, []);
  await page.keyboard.press('1');
  await undo(page);
  await house.says(said, []);
  await page.getByTestId('choice-Glad').locator('input').focus();
  await page.keyboard.press('Space');
  await house.says(said, choices('Glad'));
  await page.keyboard.press('ArrowDown');
  await house.says(said, choices('s'));
  expect(said(await house.submit(page, 'key'))).toEqual(choices('s'));
});

test('strict radios stay chosen when they are clicked again', async ({ page }) => {
  await house.open(page, config('choice="single-radio"', FLAT), TEXT);
  await page.getByTestId('choice-Glad').click();
  await page.getByTestId('choice-Glad').click();
  expect(said(await house.submit(page))).toEqual(choices('Glad'));
});

test('several of several: in the order of choosing, each taken back alone', async ({ page }) => {
  await house.open(page, config('choice="multiple"', FLAT), TEXT);
  await page.getByTestId('choice-Calm').click();
  await page.getByTestId('choice-Glad').click();
  await page.getByTestId('choice-s').click();
  await house.says(said, choices('Calm', 'Glad', 's'));
  await page.getByTestId('choice-Glad').click();
  await house.says(said, choices('Calm', 's'));
  await undo(page, 2);
  await house.says(said, choices('Calm', 'Glad'));
  await redo(page, 2);
  await page.keyboard.press('3');
  await page.keyboard.press('2');
  await house.says(said, []);
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  expect(said(await house.submit(page, 'key'))).toEqual(choices('Glad', 's'));
});

test('a tree of choices answers in paths, and those above follow', async ({ page }) => {
  await house.open(page, config('choice="multiple" allowNested="true"', TREE), TEXT);
  await page.getByTestId('choice-Cats').click();
  await house.says(said, choices(['Animals', 'Cats']));
  const above = page.getByTestId('choice-Animals').locator('input');
  expect(await above.evaluate((input: HTMLInputElement) => input.indeterminate)).toBe(true);
  await page.getByTestId('choice-Animals').click();
  await house.says(said, choices(['Animals'], ['Animals', 'Cats'], ['Animals', 'Dogs']));
  await page.getByTestId('choice-Dogs').click();
  await house.says(said, choices(['Animals', 'Cats']));
  await undo(page);
  await house.says(said, choices(['Animals'], ['Animals', 'Cats'], ['Animals', 'Dogs']));
  await redo(page);
  await page.getByTestId('choice-Other').click();
  expect(said(await house.submit(page))).toEqual(choices(['Animals', 'Cats'], ['Other']));
});

test('a menu of one, by hand and by keys', async ({ page }) => {
  await house.open(page, config('layout="select"', FLAT), TEXT);
  const menu = page.getByTestId('choices-mood').locator('select');
  await menu.selectOption({ label: 'Sad' });
  await house.says(said, choices('s'));
  await menu.selectOption({ index: 0 });
  await house.says(said, []);
  await menu.focus();
  await page.keyboard.press('ArrowDown');
  await house.says(said, choices('Glad'));
  await page.getByTestId('undo').click();
  await house.says(said, []);
  await expect(menu).toHaveValue('');
  await page.getByTestId('redo').click();
  expect(said(await house.submit(page))).toEqual(choices('Glad'));
});

test('a menu of several: searched and picked by keys, taken back by its chip', async ({ page }) => {
  await house.open(page, config('layout="select" choice="multiple"', FLAT), TEXT);
  const field = page.getByTestId('select-mood-field');
  await field.focus();
  await page.keyboard.type('sa');
  await page.keyboard.press('Enter');
  await house.says(said, choices('s'));
  await field.fill('');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await house.says(said, choices('s', 'Glad'));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Sad/ }).click();
  await house.says(said, choices('Glad'));
  expect(said(await house.submit(page))).toEqual(choices('Glad'));
});

test('choices that come with the task, and a default', async ({ page }) => {
  const xml = '<View><Text name="txt" value="$text"/><Choices name="mood" toName="txt" value="$options"/>'
    + '<Choices name="sure" toName="txt"><Choice value="Yes" selected="true"/><Choice value="No"/></Choices></View>';
  await house.open(page, xml, { ...TEXT, options: [{ value: 'One' }, { value: 'Two', alias: '2' }] });
  await page.getByTestId('choice-2').click();
  const result = await house.submit(page);
  expect(said(result)).toEqual(choices('2'));
  expect(of('sure')(result)).toEqual(choices('Yes'));
});

test('of one region: asked where it is selected, and gone with it', async ({ page }) => {
  const xml = '<View><Labels name="ner" toName="txt"><Label value="Person"/></Labels><Text name="txt" value="$text"/>'
    + '<Choices name="mood" toName="txt" perRegion="true"><Choice value="Glad"/><Choice value="Sad"/></Choices></View>';
  await house.open(page, xml, TEXT);
  await page.getByTestId('task-text').focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('1');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.getByTestId('choice-Sad').click();
  await house.says(said, [{ start: 0, end: 4, text: 'Anna', choices: ['Sad'] }]);
  await page.getByTestId('region-delete').click();
  await house.says((all) => all, []);
  await undo(page);
  const result = await house.submit(page);
  expect(result.map((one) => [one.from_name, one.type, one.id === result[0].id])).toEqual([['ner', 'labels', true], ['mood', 'choices', true]]);
  expect(result[1].value).toEqual({ start: 0, end: 4, text: 'Anna', choices: ['Sad'] });
});
