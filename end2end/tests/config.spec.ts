// The editor of labeling configs: completion, errors at their place, the form, what a save leaves behind, and that a save
// leaves the text alone.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { api, expect, leave, post, ready, tasks, test } from '../support/test.ts';

const CONFIG = `<View>
  <!-- kept -->
  <Labels name="ner" toName="text">
    <Label value="Car" background="#d64550"/>
    <Label value="Bus" hotkey="b"/>
  </Labels>
  <Text name="text" value="$text"/>
</View>
`;

let server: Skylabel;
let folder: { path: string; remove: () => void };

test.beforeEach(async ({ page }) => {
  folder = scratch('config');
  writeFileSync(join(folder.path, 'config.xml'), CONFIG);
  server = await startSkylabel(['start', 'texts', '--init', '-l', join(folder.path, 'config.xml')], join(folder.path, 'data'));
  await post(server.url, '/api/projects/1/import', [{ text: 'A car.', title: 'One' }, { text: 'A bus.', title: 'Two' }]);
  await page.goto(`${server.url}/projects/1/settings`);
  await ready(page);
});

test.afterEach(async ({ page }) => {
  page.on('dialog', (dialog) => dialog.accept());
  await leave(page);
  await server.stop();
  folder.remove();
});

const code = (page: Page) => page.getByRole('textbox', { name: 'Labeling config' });
const saved = async () => (await api<{ label_config: string }>(server.url, '/api/projects/1/')).label_config;

/** Puts the caret behind the first occurrence of some words. */
async function caretBehind(page: Page, words: string): Promise<void> {
  await code(page).evaluate((area: HTMLTextAreaElement, words) => {
    const at = area.value.indexOf(words) + words.length;
    area.focus();
    area.setSelectionRange(at, at);
  }, words);
}

test('what can be written is offered, taken by a key, and taken back by the browser', async ({ page }) => {
  await caretBehind(page, 'value="$text"/>');
  await page.keyboard.press('Enter');
  await page.keyboard.type('<Cho');
  await expect(page.getByTestId('suggestion').first()).toHaveText(/Choices/);
  await page.keyboard.press('Enter');
  await expect(code(page)).toHaveValue(/\n {2}<Choices name="choices" toName="text"><\/Choices>\n/);
  await page.keyboard.type('<');
  await expect(page.getByTestId('suggestion').first()).toHaveText(/Choice/);
  await page.keyboard.press('Escape');
  await expect(page.locator('#config-suggestions')).toBeHidden();
  await page.keyboard.press('Backspace');

  await caretBehind(page, 'toName="text"><');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(' lay');
  await page.keyboard.press('Tab');
  await page.getByTestId('suggestion').filter({ hasText: 'inline' }).click();
  await expect(code(page)).toHaveValue(/toName="text" layout="inline"><\/Choices>/);

  await caretBehind(page, '<!-- kept -->');
  await page.keyboard.press('Enter');
  await page.keyboard.type('<Header value="');
  await expect(page.getByTestId('suggestion')).toHaveText([/\$text/, /\$title/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('"/>');
  await expect(code(page)).toHaveValue(/<!-- kept -->\n {2}<Header value="\$title"\/>/);

  const full = await code(page).inputValue();
  await page.keyboard.press('Control+z');
  await expect(code(page)).not.toHaveValue(full);
});

test('errors and warnings stand at their line and column, and lead there', async ({ page }) => {
  const problems = page.locator('#config-problems');
  await expect(problems).toContainText('1 control');
  await caretBehind(page, 'value="Car"');
  await page.keyboard.type(' colour="red" selected="yes"');
  await expect(problems).toContainText('does not know the attribute colour');
  await expect(problems.getByRole('button', { name: '4:24' })).toBeVisible();
  await expect(problems).toContainText('selected is "true" or "false"');
  await expect(page.locator('.gutter .warn')).toHaveText('4');

  await caretBehind(page, '  </Labels');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await expect(problems).toContainText('</Label> stands where </Labels> is expected');
  await expect(page.locator('.gutter .bad')).toHaveText('6');
  await expect(page.getByRole('button', { name: 'Save config' })).toHaveAttribute('aria-disabled', 'true');
  await problems.getByRole('button', { name: /^6:/ }).click();
  await expect(code(page)).toBeFocused();
  await expect
    .poll(() => code(page).evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split('\n').length))
    .toBe(6);
});

test('Tab sets in, Escape and Tab leave, and Format sets everything out', async ({ page }) => {
  await caretBehind(page, '<View>');
  await page.keyboard.press('Enter');
  await page.keyboard.type('<View>');
  await expect(code(page)).toHaveValue(/<View>\n {2}<View><\/View>/);
  await page.keyboard.press('Enter');
  await expect(code(page)).toHaveValue(/<View>\n {2}<View>\n {4}\n {2}<\/View>/);
  await page.keyboard.press('Tab');
  await expect(code(page)).toHaveValue(/\n {6}\n/);
  await page.getByTestId('format-config').click();
  await expect(code(page)).toHaveValue(/<View>\n {2}<View><\/View>\n {2}<!-- kept -->/);
  await code(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(code(page)).not.toBeFocused();
});

test('the form adds a label with colour and key, and the rest of the code stays as it was', async ({ page }) => {
  const before = await saved();
  await page.getByRole('tab', { name: 'Form' }).click();
  const form = page.getByRole('tabpanel', { name: 'Form' });
  await form.getByTestId('option-new').fill('Van');
  await form.getByTestId('option-new').press('Enter');
  await expect(form.getByTestId('option-value-2')).toHaveValue('Van');
  await form.getByTestId('option-color-2').fill('#2f7ed8');
  await form.getByTestId('option-hotkey-2').fill('b');
  await form.getByTestId('option-hotkey-2').press('Tab');
  await expect(form).toContainText('is that of "Bus" already');
  await form.getByTestId('option-hotkey-2').fill('v');
  await form.getByTestId('option-hotkey-2').press('Tab');
  await expect(form).not.toContainText('already');
  await form.getByRole('button', { name: 'Move Van up' }).click();
  await expect(form.getByTestId('option-value-1')).toHaveValue('Van');
  await expect(page.getByTestId('preview')).toContainText('Van');
  await page.getByTestId('builder-undo').click();
  await expect(form.getByTestId('option-value-2')).toHaveValue('Van');

  await form.locator('summary', { hasText: 'Add many' }).first().click();
  await form.getByTestId('options-many').fill('Bike\n\nCar\nTram\n');
  await form.getByTestId('options-add-many').click();
  await expect(form.getByTestId('option-value-4')).toHaveValue('Tram');

  await page.getByRole('button', { name: 'Save config' }).click();
  await expect.poll(saved).toContain('<Label value="Van" background="#2f7ed8" hotkey="v"/>');
  expect(await saved()).toBe(before.replace(
    '<Label value="Bus" hotkey="b"/>',
    '<Label value="Bus" hotkey="b"/>\n    <Label value="Van" background="#2f7ed8" hotkey="v"/>\n    <Label value="Bike"/>\n    <Label value="Tram"/>',
  ));
});

test('a label that annotations use goes only after its counts were seen', async ({ page }) => {
  const [first, second] = await tasks(server.url);
  const span = (id: string) => ({
    id, from_name: 'ner', to_name: 'text', type: 'labels', value: { start: 0, end: 1, text: 'A', labels: ['Car'] },
  });
  await post(server.url, `/api/tasks/${first.id}/annotations/`, { result: [span('a'), span('b')] });
  await post(server.url, `/api/tasks/${second.id}/annotations/`, { result: [span('c')] });

  await page.getByRole('tab', { name: 'Form' }).click();
  await page.getByRole('button', { name: 'Remove Car' }).click();
  await page.getByRole('button', { name: 'Save config' }).click();
  const question = page.getByRole('dialog', { name: 'Leave work behind?' });
  await expect(question.getByTestId('left-behind')).toHaveText('2 annotations with the label “Car” of ner (3 regions).');
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(await saved()).toContain('Car');
  await page.getByRole('button', { name: 'Save config' }).click();
  await question.getByTestId('save-anyway').click();
  await expect.poll(saved).not.toContain('Car');
  const [kept] = await api<any[]>(server.url, `/api/tasks/${second.id}/annotations/`);
  expect(kept.result).toEqual([span('c')]);
});

test('a save leaves text, caret, scroll and focus where they are', async ({ page }) => {
  await code(page).fill(CONFIG.replace('</View>', `${'  <Header value="more"/>\n'.repeat(60)}</View>`));
  await caretBehind(page, 'value="$text"/>');
  await page.keyboard.type(' ');
  await code(page).evaluate((area: HTMLTextAreaElement) => { area.scrollTop = 300; });
  const at = await code(page).evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.scrollTop]);
  // By its handler, so that the focus stays in the text.
  await page.getByRole('button', { name: 'Save config' }).dispatchEvent('click');
  await expect.poll(saved).toContain('more');
  await expect(page.getByText('All changes are saved')).toBeVisible();
  await expect(code(page)).toBeFocused();
  expect(await code(page).evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.scrollTop])).toEqual(at);
});
