// Pictures of our own, drawn by arithmetic.
import { crc32, deflateSync } from 'node:zlib';

/** A PNG of this size: a soft gradient with a bright rectangle, so that something can be boxed. */
export function png(width: number, height: number, seed = 0): Uint8Array {
  const rows = Buffer.alloc(height * (1 + width * 3));
  const box = { x: width * (0.2 + 0.1 * (seed % 4)), y: height * 0.3, w: width * 0.3, h: height * 0.35 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows[at] = inside ? 240 : (40 + (x * 90) / width + seed * 13) % 256;
      rows[at + 1] = inside ? 180 - seed * 9 : (60 + (y * 90) / height) % 256;
      rows[at + 2] = inside ? 60 : (110 + ((x + y) * 60) / (width + height) + seed * 29) % 256;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
