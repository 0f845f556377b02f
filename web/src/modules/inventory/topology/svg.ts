/** A picture as a file: SVG by words of our own, PNG from it. What is on the screen is what is in the file. */

import { font, type Palette } from '@/shared/theme/tokens';

import { BOX, frameOf, type Box, type Drawing } from './drawing';

/** Browsers draw no picture with a longer side (px). */
const LONGEST = 12_000;

/** The picture as SVG, in the colours of the theme in force. */
export function svgOf(picture: Drawing, palette: Palette, title: string): string {
  const frame = frameOf(picture.boxes);
  const at = new Map(picture.boxes.map((box) => [box.id, box]));
  const lines = picture.lines.map((line) => {
    const [from, to] = [at.get(line.from), at.get(line.to)];
    if (from === undefined || to === undefined) return '';
    const colour = line.hot ? palette.state.critical.solid : palette.lineStrong;
    return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${colour}" stroke-width="${line.hot ? 2 : 1}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${frame.left} ${frame.top} ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="${frame.left}" y="${frame.top}" width="${frame.width}" height="${frame.height}" fill="${palette.page}"/>`,
    ...lines,
    `<g font-family="${escaped(font.text)}" text-anchor="middle">`,
    ...picture.boxes.map((box) => boxOf(box, palette)),
    '</g></svg>',
  ].join('');
}

function boxOf(box: Box, palette: Palette): string {
  const state = palette.state[box.tone];
  const [x, y] = [box.x - BOX.width / 2, box.y - BOX.height / 2];
  const quiet = box.tone === 'ok' || box.tone === 'idle';
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" fill="${quiet ? palette.surface : state.tint}" stroke="${state.solid}" stroke-width="${box.root ? 3 : 1.5}"${box.struck ? ' stroke-dasharray="5 3"' : ''}/>`,
    `<text x="${box.x}" y="${box.y - 3}" font-size="13" fill="${palette.text}">${escaped(box.title)}</text>`,
    `<text x="${box.x}" y="${box.y + 14}" font-size="11" fill="${quiet ? palette.textFaint : state.text}">${escaped(box.note)}</text>`,
  ].join('');
}

/** Names come from people and machines; in the file they are text and nothing else. */
function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // Signs that XML forbids would make the whole file unreadable.
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '�').replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}

/** The SVG as PNG, twice as fine as the screen unless that would be too large for the browser. */
export async function pngOf(svg: string, frame: { readonly width: number; readonly height: number }): Promise<Blob> {
  const scale = Math.min(2, LONGEST / Math.max(frame.width, frame.height));
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(frame.width * scale);
    canvas.height = Math.round(frame.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error('the browser drew no picture')) : resolve(blob)), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands a file to the reader. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
