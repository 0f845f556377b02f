/** What rich text may hold; the server cleans by the same list (`services/rich_text.py`) and remains the judge. */
const TAGS = new Set(
  'A B BLOCKQUOTE BR CODE DIV EM H2 H3 H4 HR I IMG LI OL P PRE S STRONG SUB SUP TABLE TBODY TD TH THEAD TR U UL'.split(' '),
);
/** Gone with all that is in them. */
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'TITLE', 'HEAD', 'NOSCRIPT', 'FORM']);
const OWN_FILE = /^\/api\/v1\/files\/[0-9a-f-]{36}\/(content\?inline=true|thumbnail)$/;
/** Where a link may lead. */
export const LINK = /^(https?:|mailto:|tel:|\/)/i;
const SPAN = /^\d{1,2}$/;

function keeps(tag: string, name: string, value: string): boolean {
  if (tag === 'A') return (name === 'href' && LINK.test(value)) || name === 'title';
  if (tag === 'IMG') return (name === 'src' && OWN_FILE.test(value)) || name === 'alt';
  return (tag === 'TD' || tag === 'TH') && (name === 'colspan' || name === 'rowspan') && SPAN.test(value);
}

function walk(node: Element): void {
  for (const child of [...node.childNodes]) {
    if (child instanceof Element) {
      const tag = child.tagName.toUpperCase();
      if (DROPPED.has(tag)) child.remove();
      else {
        walk(child);
        if (!TAGS.has(tag)) child.replaceWith(...child.childNodes);
        else for (const { name, value } of [...child.attributes]) if (!keeps(tag, name, value)) child.removeAttribute(name);
        // A picture from elsewhere leaves nothing to be seen.
        if (tag === 'IMG' && !child.hasAttribute('src')) child.remove();
      }
    } else if (child.nodeType === Node.COMMENT_NODE) child.remove();
  }
}

/** HTML without what must not be in it; parsed in a document of its own, where nothing runs and nothing is fetched. */
export function tidy(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  walk(body);
  return body.innerHTML;
}
