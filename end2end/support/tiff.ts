// TIFF files of several pages, each of one shade of gray.

export interface Sheet {
  width: number;
  height: number;
  gray: number;
}

/** Tags of one page and where its pixels are; all values are of 32 bits. */
function tags({ width, height }: Sheet, pixels: number): [number, number][] {
  return [
    [256, width], [257, height], [258, 8], [259, 1], [262, 1], [273, pixels], [277, 1], [278, height], [279, width * height],
  ];
}

const DIRECTORY = 2 + 9 * 12 + 4;

/** A file of these pages, uncompressed. */
export function tiff(sheets: Sheet[]): Buffer {
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  const parts = [header];
  let at = header.length;
  sheets.forEach((sheet, index) => {
    const pixels = Buffer.alloc(sheet.width * sheet.height, sheet.gray);
    const directory = Buffer.alloc(DIRECTORY);
    const entries = tags(sheet, at + DIRECTORY);
    directory.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, value], entry) => {
      const from = 2 + entry * 12;
      directory.writeUInt16LE(tag, from);
      directory.writeUInt16LE(4, from + 2);
      directory.writeUInt32LE(1, from + 4);
      directory.writeUInt32LE(value, from + 8);
    });
    // Pages may begin at even places only.
    const odd = pixels.length % 2;
    at += DIRECTORY + pixels.length + odd;
    directory.writeUInt32LE(index + 1 < sheets.length ? at : 0, DIRECTORY - 4);
    parts.push(directory, pixels, Buffer.alloc(odd));
  });
  return Buffer.concat(parts);
}
