// A hand on mouse and wheel at the rate of a real mouse: what it sends does not wait for the page.
import type { Page } from '@playwright/test';

/** Between two reports of an ordinary mouse. */
const PERIOD = 8;
/** A page that cannot follow gets no more than so many at once; Chromium makes one of them anyway. */
const MOST = 6;

/** Sends something every 8 ms for so long; each is told how far in time it is, from 0 to 1. */
export async function paced(duration: number, send: (share: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const under = new Set<Promise<void>>();
  for (let sent = 0; ; sent++) {
    const now = performance.now() - begun;
    if (now >= duration) break;
    if (under.size < MOST) {
      const one = send(now / duration).finally(() => under.delete(one));
      under.add(one);
    }
    await new Promise((next) => setTimeout(next, Math.max(0, (sent + 1) * PERIOD - (performance.now() - begun))));
  }
  await Promise.all(under);
}

/** Moves the mouse in circles around a point, the button as it is. */
export async function circle(page: Page, at: { x: number; y: number }, radius: number, duration: number, rounds = 3): Promise<void> {
  await paced(duration, (share) => {
    const angle = share * rounds * 2 * Math.PI;
    return page.mouse.move(at.x + radius * Math.sin(angle), at.y + radius * (1 - Math.cos(angle)) / 2);
  });
}

/** Turns the wheel forth and back. */
export async function wheel(page: Page, duration: number): Promise<void> {
  await paced(duration, (share) => page.mouse.wheel(0, Math.floor(share * 6) % 2 ? 12 : -12));
}
