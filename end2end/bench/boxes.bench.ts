// 10,000 boxes on one picture: opened, panned, zoomed, selected, and one more drawn.
import { expect, type Browser, type Page } from '@playwright/test';
import { loaded, onScreen } from '../support/labeling.ts';
import { boxes, middle } from './data.ts';
import { floor, sizeOf } from './floor.ts';
import { circle, wheel } from './hand.ts';
import { type House, test } from './house.ts';
import { explain, millis, pace } from './report.ts';
import { percentile, round, spent, Trace } from './trace.ts';
import { idle, inked, opening } from './watch.ts';

const IMAGE = { width: 4000, height: 3000 };
const LABELS = ['Car', 'Person', 'Sign'];
const MANY = 10_000;
const CONFIG = `<View><RectangleLabels name="label" toName="image">
${LABELS.map((label) => `<Label value="${label}"/>`).join('')}
</RectangleLabels><Image name="image" value="$image"/></View>`;

const ALL = boxes(MANY, IMAGE, LABELS);

let address = '';

/** Opens the task; all of its boxes are painted for the view that it opens with. */
async function open(page: Page, house: House): Promise<void> {
  address ||= await make(house);
  await page.goto(address);
  await loaded(page);
  await expect(page.getByTestId('region-count')).toHaveText(/10,?000/);
  await page.waitForFunction(() => (window as any).benchRight);
}

async function make(house: House): Promise<string> {
  const project = await house.project('Boxes', CONFIG);
  const image = house.picture(IMAGE);
  await house.fill(project, [{ data: { image }, annotations: [{ result: ALL }] }]);
  const [task] = await house.tasks(project);
  return `${house.url}/projects/${project}/tasks/${task}`;
}

test('opens', async ({ page, browser, house }) => {
  await open(page, house);
  const all = [];
  for (let round = 0; round < 3; round++) {
    const trace = await Trace.of(browser, page, () => open(page, house));
    const one = await opening(trace, page, 'right');
    all.push(one);
    const to = trace.time('right');
    explain('boxes: open', trace.summary({ from: to - one.time, to }));
    const ink = await inked(page);
    await idle(page, 30);
    expect(await inked(page), 'nothing is painted later').toBe(ink);
    expect(ink, 'boxes are painted').toBeGreaterThan(MANY);
  }
  const times = all.map((one) => one.time);
  const busy = percentile(all.map((one) => one.busy), 50);
  const note = `${(all[0].bytes / 1e6).toFixed(1)} MB of data; the main thread computes ${Math.round(busy)} ms`;
  millis('10,000 boxes: all painted after the data, median of 3', percentile(times, 50), 300, `worst ${Math.round(Math.max(...times))} ms, ${note}`);
});

test('pans and zooms', async ({ page, browser, house }) => {
  await open(page, house);
  const { box, width, height } = await sizeOf(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const pan = async () => {
    await page.keyboard.down('Shift');
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await circle(page, at, Math.min(box.width, box.height) / 4, 3000);
  };
  const zoom = async () => {
    await page.mouse.move(at.x, at.y);
    await page.keyboard.down('Control');
    await wheel(page, 3000);
  };
  const letGo = async () => {
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await page.keyboard.up('Control');
  };
  const floors: Record<string, number[]> = { pan: [], zoom: [] };
  const measureFloors = async (when: string) => {
    for (const [name, act] of [['pan', pan], ['zoom', zoom]] as const) {
      floors[name].push(...(await floor(browser, page, { width, height }, `boxes, ${name}, ${when}`, act)));
      await letGo();
    }
  };
  await measureFloors('before');
  await open(page, house);
  const panned = await moved(page, browser, 'pan', 'pointermove', pan);
  await letGo();
  await page.getByTestId('zoom-fit').click();
  const zoomed = await moved(page, browser, 'zoom', 'wheel', zoom);
  await letGo();
  await measureFloors('after');
  for (const [what, one] of [['pan', panned], ['zoom', zoomed]] as const) {
    pace(`10,000 boxes: frames of a ${what}`, one.intervals, floors[what], `the main thread computes ${round(one.busy)} ms a frame`);
    millis(`10,000 boxes: right after a ${what} stops`, one.right, 100, one.note);
  }
});

interface Moved {
  intervals: number[];
  busy: number;
  /** From the last event of the hand until the boxes are painted for the view that it left, and shown. */
  right: number;
  note: string;
}

async function moved(page: Page, browser: Browser, name: string, event: string, act: () => Promise<void>): Promise<Moved> {
  const view = () => page.getByTestId('image-canvas').getAttribute('data-view');
  const before = await view();
  let middle: string | null = null;
  const trace = await Trace.of(browser, page, async () => {
    const looked = new Promise<void>((done) => setTimeout(() => void view().then((now) => { middle = now; done(); }), 1300));
    await act();
    await looked;
    await page.waitForFunction(() => document.querySelector<HTMLElement>('.ed-rest')?.style.transform === 'none');
    await idle(page);
  });
  expect(middle, 'the view follows the hand').not.toBe(before);
  const hand = trace.times(event);
  const [from, stop] = [hand[0], hand[hand.length - 1]];
  const right = trace.times('right').find((time) => time >= stop);
  if (right === undefined) throw new Error('the boxes were never painted for the view that the hand left');
  const within = { from, to: stop };
  explain(`boxes: ${name}`, trace.summary(within));
  return {
    intervals: trace.intervals(within),
    busy: trace.busyPerFrame(within),
    right: trace.presented(right) - stop,
    note: `painted after ${round(right - stop)} ms`,
  };
}

test('selects and draws', async ({ page, browser, house }) => {
  await open(page, house);
  const picked = Array.from({ length: 20 }, (_, index) => ALL[(index * 487 + 1234) % MANY]);
  const selecting = await Trace.of(browser, page, async () => {
    for (const one of picked) {
      const at = await onScreen(page, middle(one), IMAGE);
      await page.mouse.move(at.x, at.y);
      await idle(page);
      await page.mouse.down();
      await page.mouse.up();
      await expect(page.locator(`[data-region=${(one as any).id}]`)).toHaveClass(/ed-on/);
    }
    await idle(page);
  });
  const selected = spent(selecting, 'pointerdown', 'selected');
  explain('boxes: select', selecting.summary(selecting.whole()));
  millis('10,000 boxes: main thread for a select, 95 of 100', percentile(selected.busy, 95), 8, selected.note);

  await page.keyboard.press('Escape');
  await page.getByTestId('label-Car').click();
  const drawing = await Trace.of(browser, page, async () => {
    for (let index = 0; index < 20; index++) {
      const at = await onScreen(page, { x: 0.15 + 0.03 * index, y: 0.3 + 0.02 * index }, IMAGE);
      await page.mouse.move(at.x, at.y);
      await idle(page);
      await page.mouse.down();
      await page.mouse.move(at.x + 20, at.y + 15, { steps: 4 });
      await page.mouse.move(at.x + 40, at.y + 30, { steps: 4 });
      await page.mouse.up();
      await expect(page.getByTestId('region-count')).toHaveText(new RegExp(String(MANY + index + 1).replace(/^10/, '10,?')));
    }
    await idle(page);
  });
  const made = spent(drawing, 'pointerup', 'counted');
  expect(made.busy.length, 'boxes drawn').toBe(20);
  explain('boxes: draw', drawing.summary(drawing.whole()));
  millis('10,000 boxes: main thread for one more box, 95 of 100', percentile(made.busy, 95), 16, made.note);
});

