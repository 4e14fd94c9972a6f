// A Repeater: what is asked of each entry of a list, one below the other or page by page.
import { House, of, redo, undo } from '../../support/house.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('repeater');
const LINES = { lines: [{ text: 'Where?' }, { text: 'Here.' }, { text: 'Really?' }] };
const config = (mode = '', more = '') => `<View><Repeater on="$lines" indexFlag="{{i}}" ${mode}>
  <Text name="line_{{i}}" value="$lines[{{i}}].text"/>
  <Choices name="act_{{i}}" toName="line_{{i}}" ${more}><Choice value="Ask"/><Choice value="Tell"/></Choices>
  </Repeater></View>`;

test('each entry is answered by itself, undone, taken back, answered again', async ({ page }) => {
  await house.open(page, config(), LINES);
  await page.getByTestId('choices-act_0').getByTestId('choice-Ask').click();
  await page.getByTestId('choices-act_2').getByTestId('choice-Tell').click();
  await house.says((all) => all.map((one) => [one.from_name, one.to_name, one.value.choices]), [
    ['act_0', 'line_0', ['Ask']], ['act_2', 'line_2', ['Tell']],
  ]);
  await undo(page);
  await house.says(of('act_2'), []);
  await redo(page);
  await page.getByTestId('choices-act_0').getByTestId('choice-Ask').click();
  await page.getByTestId('choices-act_1').getByTestId('choice-Tell').click();
  expect((await house.submit(page)).map((one) => [one.from_name, one.to_name, one.type, one.value])).toEqual([
    ['act_2', 'line_2', 'choices', { choices: ['Tell'] }], ['act_1', 'line_1', 'choices', { choices: ['Tell'] }],
  ]);
});

test('page by page, turned by hand and by keys; what is missing on another page is shown', async ({ page }) => {
  await house.open(page, config('mode="pagination"', 'required="true"'), LINES);
  await expect(page.getByTestId('choices-act_1')).toHaveCount(0);
  await page.getByTestId('choices-act_0').getByTestId('choice-Ask').click();
  await page.getByTestId('page-next').click();
  await page.getByTestId('choices-act_1').getByTestId('choice-Tell').click();
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('required-alert')).toBeVisible();
  await expect(page.getByTestId('choices-act_2'), 'the page that lacks an answer').toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByTestId('choices-act_1').getByTestId('choice-Tell').locator('input')).toBeChecked();
  await page.keyboard.press('Alt+ArrowRight');
  await page.getByTestId('choices-act_2').getByTestId('choice-Ask').click();
  expect((await house.submit(page, 'key')).map((one) => [one.from_name, one.value.choices])).toEqual([
    ['act_0', ['Ask']], ['act_1', ['Tell']], ['act_2', ['Ask']],
  ]);
});

test('regions in repeated texts belong to their own entry', async ({ page }) => {
  const xml = `<View><Repeater on="$lines" indexFlag="{{i}}"><View>
    <Labels name="ner_{{i}}" toName="line_{{i}}"><Label value="Word"/></Labels><Text name="line_{{i}}" value="$lines[{{i}}].text"/>
    </View></Repeater></View>`;
  await house.open(page, xml, LINES);
  await page.getByTestId('labels-ner_1').getByTestId('label-Word').click();
  const second = page.getByTestId('task-text').nth(1);
  await expect(second).toContainText('Here.');
  const box = (await second.locator('.ed-block').first().boundingBox())!;
  await page.mouse.dblclick(box.x + 10, box.y + box.height / 2);
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  const [one] = await house.submit(page);
  expect(one).toMatchObject({ from_name: 'ner_1', to_name: 'line_1', value: { start: 0, end: 4, text: 'Here', labels: ['Word'] } });
});
