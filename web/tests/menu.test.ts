import { Boxes } from 'lucide-react';
import { describe, expect, it } from 'vitest';

import { currentLine, everyLine, holds, type MenuLine } from '@/app/menu';

const line = (key: string, href: string, children: readonly MenuLine[] = []): MenuLine => ({ key, title: key, href, Icon: Boxes, section: '', children });
const inventory = line('inventory', '/items', [line('items', '/items'), line('import', '/items/import'), line('review', '/review-cases')]);
const menu = [line('workbench', '/'), inventory, line('admin', '/admin', [line('users', '/admin/users')])];

describe('the lit line of the menu', () => {
  it.each([
    ['/', 'workbench'],
    ['/items', 'items'],
    ['/items/8f', 'items'],
    ['/items/import', 'import'],
    ['/review-cases/8f', 'review'],
    ['/admin', 'admin'],
    ['/admin/users', 'users'],
    ['/itemsomething', undefined],
  ])('of %s is %s', (path, key) => {
    expect(currentLine(menu, path)?.key).toBe(key);
  });

  it('lights its group', () => {
    expect(menu.filter((each) => holds(each, currentLine(menu, '/review-cases/8f')))).toEqual([inventory]);
  });

  it('names a page once, though its group has the same address', () => {
    expect(everyLine(menu).map((each) => each.key)).toEqual(['workbench', 'items', 'import', 'review', 'admin', 'users']);
  });
});
