// Masks as results hold them, read without any code of the product: the field's run lengths, and bitmaps.
import { type Page } from '@playwright/test';

/** One byte for each pixel, 0 where nothing is painted. */
export interface Mask {
  width: number;
  height: number;
  alpha: Uint8Array;
}

/** Reads the run-length form: 32 bits count the values, five the bits of one, four times four those of run lengths. */
export function fromRle(rle: number[], width: number, height: number): Mask {
  let at = 0;
  const read = (bits: number): number => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, at++) value = value * 2 + ((rle[at >> 3] >> (7 - (at & 7))) & 1);
    return value;
  };
  const count = read(32);
  const size = read(5) + 1;
  const lengths = [0, 1, 2, 3].map(() => read(4) + 1);
  const values = new Uint8Array(count);
  for (let filled = 0; filled < count; ) {
    const repeats = read(1) === 1;
    const end = filled + 1 + read(lengths[read(2)]);
    if (repeats) {
      values.fill(read(size), filled, end);
      filled = end;
    } else {
      while (filled < end) values[filled++] = read(size);
    }
  }
  if (count !== width * height * 4) throw new Error(`${count} values for ${width} × ${height} pixels`);
  return { width, height, alpha: values.filter((_, index) => index % 4 === 3) };
}

/** Reads a bitmap by the browser's own means, on a page without rules. */
export async function fromUrl(page: Page, url: string): Promise<Mask> {
  const other = await page.context().newPage();
  const read = await other.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    // The field paints in black on what is transparent.
    const painted: number[] = [];
    for (let pixel = 0; pixel * 4 < data.length; pixel++) {
      if (data[pixel * 4 + 3] > 0) painted.push(pixel);
    }
    return { width: canvas.width, height: canvas.height, painted };
  }, url);
  await other.close();
  const alpha = new Uint8Array(read.width * read.height);
  for (const pixel of read.painted) alpha[pixel] = 255;
  return { width: read.width, height: read.height, alpha };
}

/** How many pixels are painted, and the box around them. */
export function extent({ width, alpha }: Mask): { count: number; left: number; top: number; right: number; bottom: number } {
  const found = { count: 0, left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  alpha.forEach((value, pixel) => {
    if (value === 0) return;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    found.count += 1;
    found.left = Math.min(found.left, x);
    found.right = Math.max(found.right, x + 1);
    found.top = Math.min(found.top, y);
    found.bottom = Math.max(found.bottom, y + 1);
  });
  return found;
}

export function isPainted(mask: Mask, x: number, y: number): boolean {
  return mask.alpha[Math.floor(y) * mask.width + Math.floor(x)] > 0;
}
