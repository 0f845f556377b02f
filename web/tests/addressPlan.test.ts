import { describe, expect, it } from 'vitest';

import type { Address, Prefix } from '@/modules/inventory/addresses/api';
import { addressAt, amount, branches, cells, numberOf, percentage } from '@/modules/inventory/addresses/plan';

function range(id: string, text: string, first: string, last: string, parent: string | null = null): Prefix {
  const figures = { size: '0', used: '0', divided: '0', free: '0', share: 0, children: 0 };
  return { id, name: text, kind: 'prefix', range: text, first, last, family: first.includes(':') ? 6 : 4, length: 24, zone: '', zone_title: '', zone_title_en: '', gateway: null, shared: false, parent, purpose: '', vlan: null, organisation: null, figures };
}

describe('the plan of addresses', () => {
  it('nests ranges, and lets one stand at the top whose surroundings are out of sight', () => {
    const found = branches([range('a', '10.0.0.0/8', '10.0.0.0', '10.255.255.255'), range('b', '10.1.0.0/16', '10.1.0.0', '10.1.255.255', 'a'), range('c', '10.2.0.0/16', '10.2.0.0', '10.2.255.255', 'hidden')]);
    expect(found.map(({ prefix, inside }) => [prefix.id, inside.map((each) => each.prefix.id)])).toEqual([
      ['a', ['b']],
      ['c', []],
    ]);
  });

  it('tells amounts as large as those of IPv6', () => {
    expect(amount('254')).toBe('254');
    expect(amount('16777216')).toBe('16,777,216');
    expect(amount('1000005')).toBe('1,000,005');
    expect(amount('18446744073709551616')).toBe('2⁶⁴');
    expect(amount('18446744073709551615')).toBe('2⁶⁴');
  });

  it('says neither nothing of a little nor all of nearly all', () => {
    expect([0, 0.00001, 0.012, 0.5, 0.9999, 1].map(percentage)).toEqual(['0%', '<0.1%', '1.2%', '50%', '99.9%', '100%']);
  });

  it('counts along IPv4 and IPv6 addresses', () => {
    expect(addressAt('10.0.0.250', 10)).toBe('10.0.1.4');
    expect(addressAt('2001:db8::', 0)).toBe('2001:db8::');
    expect(addressAt('2001:db8::', 26)).toBe('2001:db8::1a');
    expect(addressAt('2001:db8::5', 11)).toBe('2001:db8::10');
    expect(numberOf('2001:db8::1:2') - numberOf('2001:db8::1:0')).toBe(2);
  });

  it('draws each address of a small range with what stands there', () => {
    const use = { address: '10.0.0.3', state: 'allocated' } as Address;
    const drawn = cells(range('a', '10.0.0.0/29', '10.0.0.0', '10.0.0.7'), [use], [range('b', '10.0.0.4/31', '10.0.0.4', '10.0.0.5', 'a')], { '10.0.0.0': 'network', '10.0.0.7': 'broadcast' });
    expect(drawn.map((cell) => cell.state)).toEqual(['special', 'free', 'free', 'allocated', 'inside', 'inside', 'free', 'special']);
    expect(drawn[6]?.address).toBe('10.0.0.6');
  });
});
