// Words in texts to label: where they stand on the screen, within frames too, and a drag over them.
import { type Page } from '@playwright/test';

/** The left and right ends of words in what carries a test id, in pixels of the window. */
export async function ends(page: Page, testid: string, words: string) {
  const found = await page.getByTestId(testid).evaluate((root, words) => {
    const shown = root.getBoundingClientRect();
    // Short texts at the lower edge would lie under the bar.
    if (shown.height < innerHeight / 2 && shown.bottom > innerHeight - 90) root.scrollIntoView({ block: 'center' });
    const frame = root.querySelector('iframe');
    const within = frame?.contentDocument?.body ?? root;
    const { left: x, top: y } = frame?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const document = within.ownerDocument;
    const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    const nodes: { node: Node; start: number }[] = [];
    let text = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push({ node, start: text.length });
      text += node.textContent;
    }
    const at = text.indexOf(words);
    if (at < 0) return null;
    const range = document.createRange();
    const place = (offset: number, end: boolean) => {
      const { node, start } = nodes.filter((one) => (end ? one.start < offset : one.start <= offset)).at(-1)!;
      return [node, offset - start] as const;
    };
    range.setStart(...place(at, false));
    range.setEnd(...place(at + words.length, true));
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    const [first, last] = [rects[0], rects.at(-1)!];
    return { x1: x + first.left + 1, y1: y + first.top + first.height / 2, x2: x + last.right - 1, y2: y + last.top + last.height / 2, framed: Boolean(frame) };
  }, words);
  if (!found) throw new Error(`"${words}" is not in ${testid}`);
  return found;
}

/** Drags over words. */
export async function dragOver(page: Page, testid: string, words: string): Promise<void> {
  const { x1, y1, x2, y2, framed } = await ends(page, testid, words);
  const way: [number, number][] = [1, 2, 3, 4].map((step) => [x1 + ((x2 - x1) * step) / 4, y1 + ((y2 - y1) * step) / 4]);
  if (framed) return await dragInFrame(page, [x1, y1], way);
  await page.mouse.move(x1, y1);
  await page.mouse.down();
  for (const [x, y] of way) await page.mouse.move(x, y);
  await page.mouse.up();
}

/** Playwright's own mouse asks the frame's scripts while a button is down, and our frames run none. */
async function dragInFrame(page: Page, from: [number, number], way: [number, number][]): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: [number, number], buttons: number) =>
    browser.send('Input.dispatchMouseEvent', { type, x, y, button: type === 'mouseMoved' && !buttons ? 'none' : 'left', buttons, clickCount: 1 });
  await mouse('mouseMoved', from, 0);
  await mouse('mousePressed', from, 1);
  for (const place of way) await mouse('mouseMoved', place, 1);
  await mouse('mouseReleased', way.at(-1)!, 0);
  await browser.detach();
}

/** Clicks into the middle of words, as often as said. */
export async function clickOn(page: Page, testid: string, words: string, times = 1): Promise<void> {
  const { x1, y1, x2 } = await ends(page, testid, words);
  await page.mouse.click((x1 + x2) / 2, y1, { clickCount: times });
}
