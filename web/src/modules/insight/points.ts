/** Exact decimal text as it is read: without a sign, without trailing zeros. Points are never turned into floats for sums. */
export function pointsText(points: string): string {
  const bare = points.replace(/^[-+]/, '');
  return bare.includes('.') ? bare.replace(/\.?0+$/, '') : bare;
}

export function isZero(points: string): boolean {
  return /^[-+]?0*(\.0*)?$/.test(points);
}

/** `1234567.8` as `1,234,567.80`: money in yuan, grouped, with both decimals. */
export function yuanText(amount: string): string {
  const [whole = '0', part = ''] = amount.split('.');
  return `¥${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${part.padEnd(2, '0').slice(0, 2)}`;
}
