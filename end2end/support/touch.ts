// Fingers and a pen, as the browser gets them from a screen.
import { type CDPSession, type Page } from '@playwright/test';

export interface Place {
  x: number;
  y: number;
}

/** The fingers on the screen of a page. */
export class Fingers {
  private constructor(private readonly browser: CDPSession) {}

  static async of(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  private async send(type: 'touchStart' | 'touchMove' | 'touchEnd', places: Place[]): Promise<void> {
    const touchPoints = places.map(({ x, y }, id) => ({ x, y, id, radiusX: 8, radiusY: 8, force: 1 }));
    await this.browser.send('Input.dispatchTouchEvent', { type, touchPoints });
  }

  /** Fingers come down one after the other, go their ways in as many steps, and are lifted. */
  async go(steps: number, ...ways: [Place, Place][]): Promise<void> {
    for (let count = 1; count <= ways.length; count++) {
      await this.send('touchStart', ways.slice(0, count).map(([from]) => from));
    }
    for (let step = 1; step <= steps; step++) {
      const at = (one: number, other: number) => one + ((other - one) * step) / steps;
      await this.send('touchMove', ways.map(([from, to]) => ({ x: at(from.x, to.x), y: at(from.y, to.y) })));
    }
    await this.send('touchEnd', []);
  }
}

/** Drags a pen while the palm of its hand lies on the screen, there before the pen. */
export async function penWithPalm(page: Page, palm: Place, from: Place, to: Place): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: Place[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(({ x, y }) => ({ x, y, id: 7 })) });
  const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', { x, y }: Place, buttons: number) =>
    browser.send('Input.dispatchMouseEvent', {
      type, x, y, buttons, pointerType: 'pen', clickCount: type === 'mouseMoved' ? 0 : 1, button: type === 'mouseMoved' && !buttons ? 'none' : 'left',
    });
  await touch('touchStart', [palm]);
  await touch('touchMove', [{ x: palm.x + 12, y: palm.y + 6 }]);
  await pen('mouseMoved', from, 0);
  await pen('mousePressed', from, 1);
  for (let step = 1; step <= 5; step++) {
    await pen('mouseMoved', { x: from.x + ((to.x - from.x) * step) / 5, y: from.y + ((to.y - from.y) * step) / 5 }, 1);
    await touch('touchMove', [{ x: palm.x + 12 + step, y: palm.y + 6 }]);
  }
  await pen('mouseReleased', to, 0);
  await touch('touchEnd', []);
  await browser.detach();
}
