/** What is drawn on the screen as a file: the drawing carries its colours, so the file needs nothing else. */

import { pngOf, saveFile } from '../topology/svg';
import styles from './racks.module.css';

/** Saves a drawing as SVG or PNG. Rejects when the browser draws no picture of it. */
export async function saveDrawing(drawing: SVGSVGElement, name: string, kind: string): Promise<void> {
  const { width, height } = drawing.viewBox.baseVal;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const text = new XMLSerializer().serializeToString(copy);
  const file = `${name.replace(/[\\/:*?"<>|]/g, '_')}.${kind}`;
  saveFile(kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await pngOf(text, { width, height }), file);
}

/** Prints a drawing, and nothing else of the page. */
export function printDrawing(drawing: SVGSVGElement): void {
  const paper = document.createElement('div');
  paper.className = styles.paper ?? '';
  paper.append(drawing.cloneNode(true));
  document.body.append(paper);
  window.addEventListener('afterprint', () => paper.remove(), { once: true });
  window.print();
}
