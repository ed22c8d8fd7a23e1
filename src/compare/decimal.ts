const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Whether two decimal texts differ by no more than a third; false for what is no decimal. Exact: no floating point. */
export function isWithin(left: string, right: string, tolerance: string): boolean {
  const [a, b, limit] = [left, right, tolerance].map((text) => DECIMAL.exec(text));
  if (!a || !b || !limit) return false;
  const scale = Math.max(...[a, b, limit].map(([, , , fraction = '']) => fraction.length));
  const distance = toUnits(a, scale) - toUnits(b, scale);
  return (distance < 0n ? -distance : distance) <= toUnits(limit, scale);
}

function toUnits([, sign, whole = '0', fraction = '']: RegExpExecArray, scale: number): bigint {
  const units = BigInt(whole + fraction.padEnd(scale, '0'));
  return sign === '-' ? -units : units;
}
