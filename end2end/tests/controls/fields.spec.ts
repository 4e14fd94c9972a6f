// Fields: texts, numbers, dates and ratings, typed and clicked, undone, taken back, submitted.
import { House, of, redo, undo } from '../../support/house.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('fields');
const TEXT = { text: 'Anna Berg met Dr. Okafor in Kyiv.' };
const config = (control: string) => `<View><Text name="txt" value="$text"/>${control}</View>`;
const said = of('said');
const result = (type: string, value: unknown) => [
  { value, id: expect.any(String), from_name: 'said', to_name: 'txt', type, origin: 'manual' },
];

test('texts: written, added, edited, deleted, undone and submitted', async ({ page }) => {
  await house.open(page, config('<TextArea name="said" toName="txt" editable="true"/>'), TEXT);
  const field = page.getByTestId('textarea-said');
  await field.click();
  await page.keyboard.type('first');
  await house.says(said, [{ text: ['first'] }]);
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('');
  await page.keyboard.type('second');
  await page.keyboard.press('Enter');
  await house.says(said, [{ text: ['first', 'second'] }]);
  const group = page.getByTestId('textarea-group-said');
  const submissions = group.locator('.ed-submission textarea');
  await submissions.first().fill('first, edited');
  await submissions.first().blur();
  await house.says(said, [{ text: ['first, edited', 'second'] }]);
  await page.getByTestId('undo').click();
  await house.says(said, [{ text: ['first', 'second'] }]);
  await expect(submissions.first()).toHaveValue('first');
  await page.getByTestId('redo').click();
  await house.says(said, [{ text: ['first, edited', 'second'] }]);
  for (const count of [1, 0]) {
    await group.locator('.ed-submission button').first().click();
    await expect(submissions).toHaveCount(count);
  }
  await house.says(said, []);
  await field.click();
  await page.keyboard.type('again 🙂');
  expect(await house.submit(page)).toEqual(result('textarea', { text: ['again 🙂'] }));
});

test('texts by keyboard alone: lines, shortcuts, submitted from within the field', async ({ page }) => {
  const area = '<TextArea name="said" toName="txt" rows="3"><Shortcut alias="Unclear" value="[unclear]" hotkey="ctrl+1"/></TextArea>';
  await house.open(page, config(area), TEXT);
  await page.getByTestId('textarea-said').focus();
  await page.keyboard.type('one ');
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await expect(page.getByTestId('textarea-said')).toHaveValue('one [unclear]\ntwo');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('three');
  expect(await house.submit(page, 'key')).toEqual(result('textarea', { text: ['one [unclear]\ntwo', 'three'] }));
});

test('numbers: typed, changed by arrows, undone, taken back; what is no number is not submitted', async ({ page }) => {
  await house.open(page, config('<Number name="said" toName="txt" min="0" max="10" step="0.5"/>'), TEXT);
  const field = page.getByTestId('number-said');
  await field.focus();
  await page.keyboard.type('2.5');
  await house.says(said, [{ number: 2.5 }]);
  await page.keyboard.press('ArrowUp');
  await house.says(said, [{ number: 3 }]);
  await page.getByTestId('undo').click();
  await house.says(said, [{ number: 2.5 }]);
  await expect(field).toHaveValue('2.5');
  await page.getByTestId('redo').click();
  await house.says(said, [{ number: 3 }]);
  await field.fill('');
  await house.says(said, []);
  await field.fill('11');
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('required-alert')).toBeVisible();
  expect(await house.annotations()).toEqual([]);
  await field.fill('7');
  await field.focus();
  expect(await house.submit(page, 'key')).toEqual(result('number', { number: 7 }));
});

test('a slider by keys and by hand', async ({ page }) => {
  await house.open(page, config('<Number name="said" toName="txt" min="0" max="10" step="1" slider="true"/>'), TEXT);
  const slider = page.getByTestId('number-said');
  const box = (await slider.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await house.says(said, [{ number: 5 }]);
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await house.says(said, [{ number: 6 }]);
  await page.keyboard.press('End');
  await house.says(said, [{ number: 10 }]);
  await page.getByTestId('number-group-said').getByRole('button').click();
  await house.says(said, []);
  await page.getByTestId('undo').click();
  expect(await house.submit(page)).toEqual(result('number', { number: 10 }));
});

test('dates: typed as people type them, undone, taken away and submitted', async ({ page }) => {
  await house.open(page, config('<DateTime name="said" toName="txt" showTime="true"/>'), TEXT);
  const [date, time] = [page.getByTestId('datetime-said-date'), page.getByTestId('datetime-said-time')];
  await date.focus();
  await page.keyboard.type('02282026');
  await house.says(said, [{ datetime: '2026-02-28T00:00' }]);
  await time.focus();
  await page.keyboard.type('0905AM');
  await house.says(said, [{ datetime: '2026-02-28T09:05' }]);
  await page.getByTestId('undo').click();
  await house.says(said, [{ datetime: '2026-02-28T00:00' }]);
  await page.getByTestId('redo').click();
  await house.says(said, [{ datetime: '2026-02-28T09:05' }]);
  await expect(time).toHaveValue('09:05');
  await page.getByTestId('datetime-said').getByRole('button').click();
  await house.says(said, []);
  await expect(date).toHaveValue('');
  await date.fill('1999-12-31');
  await time.fill('23:59');
  expect(await house.submit(page)).toEqual(result('datetime', { datetime: '1999-12-31T23:59' }));
});

test('dates in the form that the config asks for, of parts only', async ({ page }) => {
  const controls = '<DateTime name="said" toName="txt" only="date" format="%d.%m.%Y"/>'
    + '<DateTime name="when" toName="txt" only="month,year"/><DateTime name="clock" toName="txt" only="time"/>';
  await house.open(page, config(controls), TEXT);
  await page.getByTestId('datetime-said-date').fill('2026-02-28');
  await page.getByTestId('datetime-when-month').selectOption('5');
  await page.getByTestId('datetime-when-year').selectOption('2020');
  await page.getByTestId('datetime-clock-time').fill('07:30');
  const all = await house.submit(page);
  expect(said(all)).toEqual([{ datetime: '28.02.2026' }]);
  expect(of('when')(all)).toEqual([{ datetime: '2020-05-01' }]);
  expect(of('clock')(all)).toEqual([{ datetime: '07:30' }]);
});

test('stars: given, changed, undone, taken back, given by keys and submitted', async ({ page }) => {
  await house.open(page, config('<Rating name="said" toName="txt" maxRating="7"/>'), TEXT);
  await page.getByTestId('star-3').click();
  await page.getByTestId('star-6').click();
  await house.says(said, [{ rating: 6 }]);
  await undo(page);
  await house.says(said, [{ rating: 3 }]);
  await redo(page);
  await page.getByTestId('star-6').click();
  await house.says(said, []);
  await page.getByTestId('star-1').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await house.says(said, [{ rating: 2 }]);
  await page.keyboard.press('End');
  await house.says(said, [{ rating: 7 }]);
  await page.keyboard.press('ArrowLeft');
  expect(await house.submit(page, 'key')).toEqual(result('rating', { rating: 6 }));
});
