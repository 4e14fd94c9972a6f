// A text of 1,000,000 characters with 2,000 regions: opened, a region selected, a word marked.
import { expect, type Page } from '@playwright/test';
import { prose, spans } from './data.ts';
import { type House, test } from './house.ts';
import { explain, millis } from './report.ts';
import { percentile, spent, Trace } from './trace.ts';
import { idle, opening } from './watch.ts';

const CONFIG = `<View><Labels name="label" toName="text">
<Label value="Person"/><Label value="Place"/><Label value="Thing"/>
</Labels><Text name="text" value="$text"/></View>`;
const MANY = 2000;

async function make(house: House): Promise<string> {
  const text = prose(1_000_000);
  const project = await house.project('Text', CONFIG);
  await house.fill(project, [{ data: { text }, annotations: [{ result: spans(MANY, text, ['Person', 'Place', 'Thing']) }] }]);
  const [task] = await house.tasks(project);
  return `${house.url}/projects/${project}/tasks/${task}`;
}

/** The page notes the frame in which text and marks are on it. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() => {
    const text = document.querySelector('[data-testid=task-text]');
    const count = document.querySelector('[data-testid=region-count]')?.textContent?.replace(/\D/g, '');
    return text?.querySelector('.ed-mark') && count === '2000' && performance.mark('bench:readable');
  });
}

test('a long text opens, and its regions are selected and made', async ({ page, browser, house }) => {
  const address = await make(house);
  await open(page, address);
  const all = [];
  for (let round = 0; round < 3; round++) {
    const trace = await Trace.of(browser, page, () => open(page, address));
    const one = await opening(trace, page, 'readable');
    all.push(one);
    const to = trace.time('readable');
    explain('text: open', trace.summary({ from: to - one.time, to }));
  }
  const times = all.map((one) => one.time);
  const busy = percentile(all.map((one) => one.busy), 50);
  millis('1,000,000 characters, 2,000 regions: readable after the data, median of 3', percentile(times, 50), 300,
    `worst ${Math.round(Math.max(...times))} ms; the main thread computes ${Math.round(busy)} ms`);

  const selecting = await Trace.of(browser, page, async () => {
    for (let index = 0; index < 12; index++) {
      const mark = await place(page, '.ed-mark', index);
      await page.mouse.move(mark.x, mark.y);
      await idle(page);
      await page.mouse.down();
      await page.mouse.up();
      await idle(page);
    }
  });
  const selected = spent(selecting, 'pointerdown', 'selected');
  expect(selected.busy.length, 'regions selected').toBeGreaterThan(5);
  explain('text: select', selecting.summary(selecting.whole()));
  millis('long text: main thread for a select, 95 of 100', percentile(selected.busy, 95), 16, selected.note);

  await page.keyboard.press('Escape');
  await page.getByTestId('label-Person').click();
  const marking = await Trace.of(browser, page, async () => {
    for (let index = 0; index < 12; index++) {
      const word = await place(page, '.ed-block', index);
      await page.mouse.move(word.x, word.y);
      await idle(page);
      await page.mouse.down();
      await page.mouse.move(word.x + 60, word.y, { steps: 6 });
      await page.mouse.up();
      await idle(page);
    }
  });
  const made = spent(marking, 'pointerup', 'counted');
  expect(made.busy.length, 'regions made').toBeGreaterThan(5);
  explain('text: mark', marking.summary(marking.whole()));
  millis('long text: main thread for one more region, 95 of 100', percentile(made.busy, 95), 16, made.note);
});

/** A place on screen within one of those in sight. */
async function place(page: Page, selector: string, index: number): Promise<{ x: number; y: number }> {
  const found = await page.getByTestId('task-text').evaluate((root, { selector, index }) => {
    const frame = root.getBoundingClientRect();
    const rects = [...root.querySelectorAll(selector)].flatMap((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return [...range.getClientRects()];
    });
    const bottom = Math.min(frame.bottom, innerHeight - 80);
    const seen = rects.filter((one) => one.width > 8 && one.top > frame.top + 4 && one.bottom < bottom && one.left + 80 < frame.right);
    const one = seen[(index * 3) % seen.length];
    return one ? { x: one.left + Math.min(5 + index * 2, one.width / 2), y: one.top + one.height / 2 } : null;
  }, { selector, index });
  if (!found) throw new Error(`no ${selector} in sight`);
  return found;
}
