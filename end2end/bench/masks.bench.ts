// A mask of 10 megapixels in five strokes: decoded, and painted on.
import { expect } from '@playwright/test';
import { loaded } from '../support/labeling.ts';
import { mask } from './data.ts';
import { floor, sizeOf } from './floor.ts';
import { circle } from './hand.ts';
import { test } from './house.ts';
import { explain, millis, pace } from './report.ts';
import { percentile, round, Trace } from './trace.ts';
import { idle, inked, opening } from './watch.ts';

const IMAGE = { width: 3450, height: 2900 };
const CONFIG = `<View><BrushLabels name="label" toName="image">
<Label value="Road"/><Label value="Sky"/></BrushLabels><Image name="image" value="$image"/></View>`;

test('a large mask is decoded and painted on', async ({ page, browser, house }) => {
  const rle = mask(IMAGE, 5, 2);
  const result = [{
    id: 'mask1', from_name: 'label', to_name: 'image', type: 'brushlabels',
    original_width: IMAGE.width, original_height: IMAGE.height, image_rotation: 0,
    value: { format: 'rle', rle, brushlabels: ['Road'] },
  }];
  const project = await house.project('Masks', CONFIG);
  await house.fill(project, [{ data: { image: house.picture(IMAGE) }, annotations: [{ result }] }]);
  const [task] = await house.tasks(project);
  const decoded: { time: number; busy: number }[] = [];
  const opened: number[] = [];
  const open = async () => {
    await page.goto(`${house.url}/projects/${project}/tasks/${task}`);
    await loaded(page);
    await page.waitForFunction(() => (window as any).benchRight);
    await expect.poll(() => inked(page)).toBeGreaterThan(10_000);
  };
  await open();
  for (let time = 0; time < 3; time++) {
    const trace = await Trace.of(browser, page, open);
    opened.push((await opening(trace, page, 'right')).time);
    // The frame that makes a mask does little else: decoding, tinting, and painting it once.
    const frames = trace.durations('FireAnimationFrame', trace.whole());
    decoded.push(frames.reduce((most, one) => (one.time > most.time ? one : most)));
    explain('mask: open', trace.summary(trace.whole()));
  }
  const note = `${Math.round(rle.length / 1000)} KB of RLE; the longest frame, which decodes, tints and paints, computes ${Math.round(percentile(decoded.map((one) => one.busy), 50))} ms; painted ${Math.round(percentile(opened, 50))} ms after the data`;
  millis('mask of 10 megapixels: decoded, median of 3', percentile(decoded.map((one) => one.time), 50), 100, note);

  const { box, width, height } = await sizeOf(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 3 };
  const stroke = async () => {
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await circle(page, at, Math.min(box.width, box.height) / 4, 3000);
    await page.mouse.up();
  };
  const before = await floor(browser, page, { width, height }, 'mask, before', stroke);
  await open();
  await page.getByTestId('label-Sky').click();
  const trace = await Trace.of(browser, page, async () => {
    await stroke();
    await expect(page.getByTestId('region-count')).toHaveText('2');
    await idle(page);
  });
  const [down] = trace.times('pointerdown');
  const [up] = trace.times('pointerup');
  const made = trace.times('counted').find((time) => time >= up) ?? up;
  explain('mask: stroke', trace.summary({ from: down, to: up }));
  const floors = [...before, ...(await floor(browser, page, { width, height }, 'mask, after', stroke))];
  const within = { from: down, to: up };
  const after = `the main thread computes ${round(trace.busyPerFrame(within))} ms a frame; a region ${Math.round(made - up)} ms after it`;
  pace('mask of 10 megapixels: frames of a stroke', trace.intervals(within), floors, after);
});
