// The floor: a page that does nothing but blit a canvas of the same size in every frame in which the same hand did something.
// What the hand sends too late, or the machine shows too late, is in both.
import type { Browser, Page } from '@playwright/test';
import { explain } from './report.ts';
import { Trace } from './trace.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The size of a canvas in pixels of the device, and where it stands. */
export async function sizeOf(page: Page): Promise<{ box: Box; width: number; height: number }> {
  const canvas = page.getByTestId('image-canvas');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('no canvas on the page');
  const { width, height } = await canvas.evaluate((one) => ({ width: (one as HTMLCanvasElement).width, height: (one as HTMLCanvasElement).height }));
  return { box, width, height };
}

/** Intervals between presented frames of the floor. Leaves the page. Measured before and after what it is held against. */
export async function floor(browser: Browser, page: Page, size: { width: number; height: number }, name: string, act: () => Promise<void>): Promise<number[]> {
  await page.goto('about:blank');
  await page.evaluate(({ width, height }) => {
    const made = () => Object.assign(document.createElement('canvas'), { width, height });
    const [shown, other] = [made(), made()];
    document.body.append(shown);
    const on = other.getContext('2d')!;
    for (let at = 0; at < 400; at++) {
      on.fillStyle = `hsl(${at * 37} 60% 50%)`;
      on.fillRect((at * 61) % width, (at * 47) % height, 60, 40);
    }
    const context = shown.getContext('2d')!;
    let asked = false;
    const frame = (now: number) => {
      asked = false;
      context.clearRect(0, 0, width, height);
      context.drawImage(other, Math.sin(now / 300) * 40, Math.cos(now / 300) * 40);
    };
    const react = (event: Event) => {
      if (event.type === 'wheel') event.preventDefault();
      if (!asked) requestAnimationFrame(frame);
      asked = true;
    };
    for (const name of ['pointermove', 'wheel']) window.addEventListener(name, react, { passive: false });
  }, size);
  const trace = await Trace.of(browser, page, act);
  explain(`${name}: floor`, trace.summary(trace.whole()));
  return trace.intervals(trace.whole());
}
