const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Whether two decimal texts differ by no more than a third; false for what is no decimal. Exact: no floating point. */
export function isWithin(left: string, right: string, tolerance: string): boolean {
  const parsed = [left, right, tolerance].map((text) => DECIMAL.exec(text));
  const scale = Math.max(...parsed.map((match) => match?.[3]?.length ?? 0));
  const [a, b, limit] = parsed.map((match) => (match === null ? null : toUnits(match, scale)));
  if (a == null || b == null || limit == null) return false;
  const distance = a < b ? b - a : a - b;
  return distance <= limit;
}

function toUnits([, sign, whole = '0', fraction = '']: RegExpExecArray, scale: number): bigint {
  const units = BigInt(whole + fraction.padEnd(scale, '0'));
  return sign === '-' ? -units : units;
}
