// Fails when what a browser must load before the first page is usable grows over the budget (ui.md, principle 12).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 400;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** @typedef {{ file: string, imports?: string[], dynamicImports?: string[], css?: string[], isEntry?: boolean }} Chunk */
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));

/** Every file that is loaded together with the chunk, itself included.
 * @param {string} key @param {Set<string>} files @param {Set<string>} seen */
function collect(key, files, seen) {
  const chunk = manifest[key];
  if (chunk === undefined || seen.has(key)) return;
  seen.add(key);
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) collect(next, files, seen);
}

/** @param {Iterable<string>} files */
function gzipKb(files) {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(dist + file), { level: 9 }).length;
  return bytes / 1024;
}

const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true);
if (entry === undefined) throw new Error('dist/.vite/manifest.json names no entry; run `npm run build` first');

/** @type {Set<string>} */
const initial = new Set();
collect(entry, initial, new Set());
const initialKb = gzipKb(initial);
console.log(`initial bundle  ${initialKb.toFixed(0).padStart(4)} kB gzip (budget ${BUDGET_KB})`);

for (const key of manifest[entry]?.dynamicImports ?? []) {
  /** @type {Set<string>} */
  const page = new Set();
  collect(key, page, new Set());
  const extra = [...page].filter((file) => !initial.has(file));
  console.log(`  + ${gzipKb(extra).toFixed(0).padStart(4)} kB  ${key}`);
}

if (initialKb > BUDGET_KB) {
  console.error(`The initial bundle is over its budget of ${BUDGET_KB} kB gzip. Load what the first page does not need with import().`);
  process.exit(1);
}
