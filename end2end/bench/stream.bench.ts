// From task to task: the next one after a submit, what the page transfers, what 1,000 tasks leave in memory.
import { expect } from '@playwright/test';
import { ahead } from '../support/labeling.ts';
import { ready } from '../support/test.ts';
import { test } from './house.ts';
import { explain, millis, report } from './report.ts';
import { percentile, Trace } from './trace.ts';
import { idle, memory } from './watch.ts';

const CONFIG = `<View><Text name="text" value="$text"/><Choices name="mood" toName="text" required="true">
<Choice value="Good"/><Choice value="Bad"/></Choices></View>`;
const MANY = 1000;
/** Tasks after which everything that is made once has been made. */
const WARM = 100;

test('the stream', async ({ page, browser, house }) => {
  const project = await house.project('Stream', CONFIG);
  await house.fill(project, Array.from({ length: MANY + 60 }, (_, index) => ({ text: `Sentence number ${index}: it was neither good nor bad.` })));

  let next = ahead(page);
  await page.goto(`${house.url}/projects/${project}/label`);
  await ready(page);
  await expect(page.getByTestId('submit')).toBeVisible();
  await next;
  const parts = await page.evaluate(() => {
    const kind = (name: string) => (/\.(wasm|js|css)(\?|$)/.exec(name)?.[1] ?? null);
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return all.flatMap(({ name, encodedBodySize, decodedBodySize }) => {
      const of = kind(name);
      return of ? [{ of, name, encodedBodySize, decodedBodySize }] : [];
    });
  });
  const once = [...new Map(parts.map((part) => [part.name, part])).values()];
  const total = once.reduce((sum, part) => sum + part.encodedBodySize, 0);
  const packed = once.every((part) => part.encodedBodySize < part.decodedBodySize || part.decodedBodySize < 1000);
  expect(packed, 'all of it comes compressed').toBe(true);
  const said = once.map((part) => `${part.name.split('/').pop()} ${Math.round(part.encodedBodySize / 1000)}`).join(', ');
  report({ what: 'labeling page: WASM, JS and CSS as transferred', figure: `${Math.round(total / 1000)} KB (${said})`, promise: '≤ 700 KB', kept: total <= 700_000 });

  const shown: number[] = [];
  const waited: number[] = [];
  const trace = await Trace.of(browser, page, async () => {
    for (let index = 0; index < 20; index++) {
      await page.getByTestId('choice-Good').click();
      const before = await page.locator('.label-crumbs h1').textContent();
      const answered = page.waitForResponse((one) => /\/fn\/create_annotation$/.test(one.url()));
      // The next task is fetched while a person looks at this one.
      await next;
      next = ahead(page);
      await page.getByTestId('submit').click();
      await answered;
      await expect(page.locator('.label-crumbs h1')).not.toHaveText(before ?? '');
      await idle(page);
    }
  });
  const clicks = trace.times('click');
  for (const at of trace.times('task')) {
    const click = clicks.filter((one) => one <= at).pop();
    if (click === undefined) continue;
    shown.push(trace.presented(at) - click);
    waited.push(at - click - trace.busy({ from: click, to: at }));
  }
  explain('stream: submit', trace.summary(trace.whole()));
  millis('next task on screen after a submit, median of 20', percentile(shown, 50), 50,
    `95 % within ${Math.round(percentile(shown, 95))} ms; of it ${Math.round(percentile(waited, 50))} ms waiting for the server and the disk`);

  await label(page, WARM);
  const before = await memory(page);
  const begun = Date.now();
  await label(page, MANY - WARM - 20);
  const seconds = (Date.now() - begun) / 1000;
  const after = await memory(page);
  const grown = after.heap + after.wasm - before.heap - before.wasm;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  report({
    what: `memory of the tab, growth from task ${WARM} to task ${MANY}`,
    figure: `${mib(grown)} MiB: heap ${mib(before.heap)} to ${mib(after.heap)}, WASM ${mib(before.wasm)} to ${mib(after.wasm)}; nodes ${before.nodes} to ${after.nodes}, listeners ${before.listeners} to ${after.listeners}; ${((seconds * 1000) / (MANY - WARM - 20)).toFixed(0)} ms a task`,
    promise: '≤ 1 MiB',
    kept: grown <= 2 ** 20,
  });
});

/** Labels so many tasks of the stream, as fast as the page takes it. */
async function label(page: import('@playwright/test').Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    const title = () => document.querySelector('.label-crumbs h1')?.textContent;
    const press = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click();
    for (let done = 0; done < count; done++) {
      const before = title();
      press('choice-Good');
      await new Promise((next) => requestAnimationFrame(next));
      press('submit');
      for (const begun = performance.now(); title() === before || !document.querySelector('[data-testid=submit]'); ) {
        if (performance.now() - begun > 20_000) throw new Error(`task ${before} does not go away`);
        await new Promise((next) => setTimeout(next, 4));
      }
    }
  }, count);
}
