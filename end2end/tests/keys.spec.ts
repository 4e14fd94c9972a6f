// The keys of the editor: chosen anew, told where they collide, shown as they are; and the search of commands.
import { type Locator, type Page } from '@playwright/test';
import { House, settled } from '../support/house.ts';
import { selectText } from '../support/labeling.ts';
import { expect, leave, listen, test } from '../support/test.ts';

const CONFIG = `<View>
  <Labels name="ner" toName="text"><Label value="Person"/><Label value="Place"/></Labels>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text"><Choice value="Good"/><Choice value="Bad"/></Choices>
  <TextArea name="note" toName="text"/>
</View>`;
const DATA = { text: 'Ada went to London with Grace.' };
const PICTURE = `<View><RectangleLabels name="box" toName="img"><Label value="Car"/></RectangleLabels>
  <Image name="img" value="$image"/></View>`;

const house = new House('keys');

const help = (page: Page) => page.getByRole('dialog', { name: 'Keys', exact: true });
const chooser = (page: Page) => page.getByRole('dialog', { name: 'Choose keys' });
const options = (page: Page) => page.getByTestId('palette').getByRole('option');
const search = (page: Page) => page.getByRole('combobox', { name: 'Search commands and labels' });
const keyOf = (dialog: Locator, action: string) => dialog.getByTestId(`key-${action}`);

/** From the keys that are shown to those that are chosen. */
async function openChooser(page: Page): Promise<Locator> {
  await page.getByTestId('help').click();
  await help(page).getByRole('button', { name: 'Choose keys…' }).click();
  await expect(help(page)).toBeHidden();
  await expect(chooser(page)).toBeVisible();
  return chooser(page);
}

/** Presses the button of an action, then its new key. */
async function choose(dialog: Locator, action: string, key: string): Promise<void> {
  await keyOf(dialog, action).click();
  await expect(keyOf(dialog, action)).toHaveText('Press the new key');
  await dialog.page().keyboard.press(key);
  await expect(keyOf(dialog, action)).not.toHaveText('Press the new key');
}

test('a key that is chosen submits, in the next window too, and the keys shown are the chosen ones', async ({ page }) => {
  await house.open(page, CONFIG, DATA);
  const dialog = await openChooser(page);
  await expect(dialog.getByRole('button', { name: 'Submit or update: Ctrl+Enter, Alt+Enter. Change' })).toBeVisible();
  await choose(dialog, 'annotation:submit', 'Alt+s');
  await expect(dialog.getByRole('button', { name: 'Submit or update: Alt+S. Change' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('help'), 'where it was opened from').toBeFocused();
  await expect(page.getByTestId('submit')).toHaveAttribute('title', 'Submit (Alt+S)');

  await page.keyboard.press('Shift+?');
  const row = help(page).locator('.ed-help-row', { hasText: 'Submit or update' });
  await expect(row).toContainText('Alt+S');
  await expect(row).not.toContainText('Enter');
  await page.keyboard.press('Escape');
  await expect(help(page)).toBeHidden();

  const second = await page.context().newPage();
  const complaints = listen(second);
  await house.show(second);
  await second.keyboard.press('3');
  await expect(second.getByTestId('choice-Good').locator('input')).toBeChecked();
  await second.keyboard.press('Alt+s');
  await expect.poll(async () => (await house.annotations()).length, 'annotations of the task').toBe(1);
  expect(complaints, 'errors in the console').toEqual([]);
  await leave(second);
  await second.close();
});

test('a key that another action or a label has is told, and reset gives back the defaults', async ({ page }) => {
  await house.open(page, CONFIG, DATA);
  const dialog = await openChooser(page);
  const told = dialog.getByRole('alert');
  const submit = keyOf(dialog, 'annotation:submit');
  const duplicate = keyOf(dialog, 'region:duplicate');

  await choose(dialog, 'annotation:submit', 'Control+d');
  await expect(told).toContainText('Ctrl+D is already the key of “Duplicate the selected regions”');
  await told.getByRole('button', { name: 'Cancel' }).click();
  await expect(told).toHaveCount(0);
  await expect(submit).toContainText('Ctrl+Enter');

  await choose(dialog, 'annotation:submit', '1');
  await expect(told).toContainText('1 is the key of “Person”');
  await choose(dialog, 'annotation:submit', 'Control+c');
  await expect(told).toContainText('Ctrl+C cannot be chosen');
  await expect(told.getByRole('button', { name: 'Use it anyway' })).toBeHidden();

  await choose(dialog, 'annotation:submit', 'Control+d');
  await told.getByRole('button', { name: 'Use it anyway' }).click();
  await expect(submit).toHaveText('Ctrl+D');
  await expect(duplicate).toHaveText('No key');
  await dialog.getByRole('button', { name: 'Reset: Duplicate the selected regions' }).click();
  await expect(told).toContainText('Ctrl+D is already the key of “Submit or update”');
  await told.getByRole('button', { name: 'Cancel' }).click();

  await dialog.getByRole('button', { name: 'Reset: Submit or update' }).click();
  await expect(submit).toContainText('Ctrl+Enter');
  await choose(dialog, 'region:lock', 'Alt+q');
  await dialog.getByRole('button', { name: 'Reset all keys' }).click();
  await expect(duplicate).toHaveText('Ctrl+D');
  await expect(keyOf(dialog, 'region:lock')).toHaveText('Alt+L');
  await expect(dialog.getByRole('button', { name: 'Reset all keys' })).toBeDisabled();
});

test('commands and labels are searched and chosen by keyboard alone, and the focus goes back', async ({ page }) => {
  await house.open(page, CONFIG, DATA);
  await page.getByTestId('label-Person').click();
  await selectText(page, 'Ada');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  const note = page.getByTestId('textarea-note');
  await note.focus();

  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('undo');
  const first = options(page).first();
  await expect(first).toContainText('Undo');
  await expect(first).toContainText('Ctrl+Z');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(search(page)).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id')) ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('region-item')).toHaveCount(0);
  await expect(search(page)).toBeHidden();
  await expect(note).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('mood');
  await expect(options(page)).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await expect(options(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('choice-Bad').locator('input')).toBeChecked();

  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('no such thing');
  await expect(page.getByTestId('palette').getByRole('status')).toHaveText('No command has these words.');
  await page.keyboard.press('Escape');
  await expect(search(page)).toBeHidden();
  await expect(note, 'Escape gives it back, too').toBeFocused();
});

test('on a phone the search of commands fits, and a finger chooses', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await house.open(page, CONFIG, DATA);
  await page.getByTestId('help').click();
  await help(page).getByRole('button', { name: 'Search commands' }).click();
  await expect(search(page)).toBeFocused();
  const sheet = await page.getByTestId('palette').boundingBox();
  expect(sheet && sheet.x >= 0 && sheet.x + sheet.width <= 390, 'it stays on the screen').toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('option', { name: /^Good/ }).click();
  await expect(page.getByTestId('choice-Good').locator('input')).toBeChecked();
});

test('the buttons of a picture show the chosen keys, and its menu leads to them', async ({ page }) => {
  await house.open(page, PICTURE, { image: '/assets/sample.svg' });
  await settled(page);
  const tool = page.getByTestId('tool-draw');
  await expect(tool).toHaveAttribute('title', 'Draw boxes (R)');
  await page.getByTestId('adjust').click();
  await expect(page.getByRole('checkbox', { name: 'Keep the tool for the next task' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Zoom the other way with the wheel' })).not.toBeChecked();
  await page.getByTestId('adjust-keys').click();
  await choose(chooser(page), 'tool:rect', 'j');
  await page.keyboard.press('Escape');
  await expect(chooser(page)).toBeHidden();
  await expect(tool).toHaveAttribute('title', 'Draw boxes (J)');
  await page.keyboard.press('j');
  await expect(tool).toHaveAttribute('aria-pressed', 'true');
});
