// What is labeled in measurements, made by arithmetic: the same in every run.

/** Numbers from 0 to 1 that look like chance (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Size {
  width: number;
  height: number;
}

/** Boxes in rows and columns, of several labels and sizes. */
export function boxes(count: number, image: Size, labels: string[]): unknown[] {
  const random = chance(7);
  const columns = Math.ceil(Math.sqrt(count));
  const cell = 100 / columns;
  return Array.from({ length: count }, (_, index) => ({
    id: `box${index}`,
    from_name: 'label',
    to_name: 'image',
    type: 'rectanglelabels',
    original_width: image.width,
    original_height: image.height,
    image_rotation: 0,
    value: {
      x: (index % columns) * cell + cell * 0.1 * random(),
      y: Math.floor(index / columns) * cell + cell * 0.1 * random(),
      width: cell * (0.6 + 0.25 * random()),
      height: cell * (0.6 + 0.25 * random()),
      rotation: 0,
      rectanglelabels: [labels[index % labels.length]],
    },
  }));
}

/** The middle of a box, as fractions of the image. */
export function middle(box: any): { x: number; y: number } {
  return { x: (box.value.x + box.value.width / 2) / 100, y: (box.value.y + box.value.height / 2) / 100 };
}

/** A text of so many characters: words, sentences and paragraphs. */
export function prose(length: number): string {
  const random = chance(11);
  let text = '';
  for (let word = 1; text.length < length; word++) {
    const letters = 2 + Math.floor(random() * 9);
    text += Array.from({ length: letters }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
    text += word % 150 === 0 ? '.\n' : word % 14 === 0 ? '. ' : ' ';
  }
  return text.slice(0, length);
}

/** Spans all over a text. */
export function spans(count: number, text: string, labels: string[]): unknown[] {
  const random = chance(13);
  const room = Math.floor(text.length / count);
  return Array.from({ length: count }, (_, index) => {
    const start = index * room + Math.floor(random() * room * 0.5);
    const end = start + 5 + Math.floor(random() * 40);
    return {
      id: `span${index}`,
      from_name: 'label',
      to_name: 'text',
      type: 'labels',
      value: { start, end, text: text.slice(start, end), labels: [labels[index % labels.length]] },
    };
  });
}

/** A mask in the field's encoding, painted in zigzags with a ragged edge: so many strokes, each up and down so often. */
export function mask(image: Size, strokes: number, passes: number): number[] {
  const bits = new Bits();
  bits.put(image.width * image.height * 4, 32);
  bits.put(7, 5);
  for (const size of SIZES) bits.put(size - 1, 4);
  const random = chance(17);
  const lanes = strokes * passes;
  const lane = image.width / lanes;
  const run = { value: 0, length: 0 };
  const flush = () => {
    for (let left = run.length; left > 0; ) {
      const now = Math.min(left, 1 << 16);
      const choice = SIZES.findIndex((size) => now <= 1 << size);
      bits.put(1, 1);
      bits.put(choice, 2);
      bits.put(now - 1, SIZES[choice]);
      bits.put(run.value, 8);
      left -= now;
    }
    run.length = 0;
  };
  const add = (value: number, pixels: number) => {
    if (value !== run.value) flush();
    run.value = value;
    run.length += pixels * 4;
  };
  for (let y = 0; y < image.height; y++) {
    let x = 0;
    for (let index = 0; index < lanes; index++) {
      const begin = Math.floor(index * lane + lane * (0.3 + 0.15 * Math.sin(y / 90 + index)) + random() * 3);
      const end = Math.floor(begin + lane * 0.4 + random() * 3);
      add(0, begin - x);
      add(255, end - begin);
      x = end;
    }
    add(0, image.width - x);
  }
  flush();
  return bits.done();
}

const SIZES = [3, 4, 8, 16];

class Bits {
  private readonly bytes: number[] = [];
  private free = 0;

  put(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) {
      if (this.free === 0) {
        this.bytes.push(0);
        this.free = 8;
      }
      this.free--;
      this.bytes[this.bytes.length - 1] |= (Math.floor(value / 2 ** bit) & 1) << this.free;
    }
  }

  done(): number[] {
    return this.bytes;
  }
}
