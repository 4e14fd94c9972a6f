// What a page tells of itself while it is measured. Nothing of it is the product's: it looks at what is on the page.
import type { Page } from '@playwright/test';
import type { Trace } from './trace.ts';

/** Runs in the page before anything of it does. */
function watch(): void {
  const page = window as any;
  const tell = (name: string) => performance.mark(`bench:${name}`);
  page.benchMemory = null;
  const keep = (made: any) => {
    page.benchMemory = (made.instance ?? made).exports.memory ?? page.benchMemory;
    return made;
  };
  for (const name of ['instantiate', 'instantiateStreaming'] as const) {
    const real = WebAssembly[name] as any;
    (WebAssembly as any)[name] = (...args: any[]) => real.apply(WebAssembly, args).then(keep);
  }
  for (const name of ['pointerdown', 'pointerup', 'pointermove', 'wheel', 'click']) {
    window.addEventListener(name, () => tell(name), { capture: true, passive: true });
  }
  // The layer of regions at rest is moved along while the view moves, and stands where it is once it is painted for that view.
  const isRight = (rest: HTMLElement) => rest.style.visibility === 'visible' && rest.style.transform === 'none';
  let [selected, count, task] = ['', '', ''];
  const look = () => {
    const on = document.querySelector<HTMLElement>('.ed-region.ed-on')?.dataset.region ?? '';
    if (on !== selected && on) tell('selected');
    selected = on;
    const regions = document.querySelector('[data-testid=region-count]')?.textContent ?? '';
    if (regions !== count) tell('counted');
    count = regions;
    const title = document.querySelector('.label-crumbs h1')?.textContent ?? '';
    if (title && title !== task) {
      tell('task');
      page.benchTask = performance.now();
      // After the frame that shows it was made.
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => { page.benchShown = performance.now(); };
        after.port2.postMessage(0);
      });
    }
    task = title;
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['class'],
  });
  let known: HTMLElement | null = null;
  const find = () => {
    const rest = document.querySelector<HTMLElement>('.ed-rest');
    if (rest && rest !== known) {
      known = rest;
      const see = () => { if (isRight(rest)) { page.benchRight = performance.now(); tell('right'); } };
      new MutationObserver(see).observe(rest, { attributes: true, attributeFilter: ['style'] });
      see();
    }
    if (!known) requestAnimationFrame(find);
  };
  requestAnimationFrame(find);
}

/** The page had so many frames after which it had nothing left to do. */
export async function idle(page: Page, frames = 4): Promise<void> {
  await page.evaluate(async (frames) => {
    for (let seen = 0; seen < frames; seen++) {
      await new Promise((next) => requestAnimationFrame(() => requestIdleCallback(next)));
    }
  }, frames);
}

export async function watched(page: Page): Promise<void> {
  await page.addInitScript(watch);
}

export interface Opening {
  /** From the last byte of the task's answer until what it holds was there, in milliseconds. */
  time: number;
  /** What the main thread computed meanwhile. */
  busy: number;
  /** Size of the answer. */
  bytes: number;
}

/** How long a traced page took to open its task: until the page's first mark of this name. */
export async function opening(trace: Trace, page: Page, name: string): Promise<Opening> {
  const { at, bytes, done } = await page.evaluate((name) => {
    const of = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter((one) => /\/fn\/task$/.test(one.name));
    const last = of[of.length - 1];
    const [mark] = performance.getEntriesByName(`bench:${name}`);
    return { at: last.responseEnd, bytes: last.decodedBodySize, done: mark.startTime };
  }, name);
  const to = trace.time(name);
  return { time: done - at, busy: trace.busy({ from: to - (done - at), to }), bytes };
}

/** JavaScript's heap and WebAssembly's memory after everything that can be freed was. */
export async function memory(page: Page): Promise<{ heap: number; wasm: number; nodes: number; listeners: number }> {
  // Ours, not the product's.
  await page.evaluate(() => performance.clearMarks());
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
  const wasm = await page.evaluate(() => (window as any).benchMemory?.buffer.byteLength as number | undefined);
  await session.detach();
  if (wasm === undefined) throw new Error('the memory of WebAssembly was not found');
  return { heap: metric('JSHeapUsedSize'), wasm, nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
}

/** How many pixels of the layer at rest are painted. */
export function inked(page: Page): Promise<number> {
  return page.locator('.ed-rest').evaluate((rest) => {
    const canvas = rest as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]) count++;
    return count;
  });
}
