/** Fields that tell who a person is, by the last name of their path, wherever they occur (conventions of the contract). */
const PERSONAL_NAMES: ReadonlySet<string> = new Set([
  'mobile',
  'member_mobile',
  'memberMobile',
  'memberPhone',
  'nickname',
  'real_name',
  'member_name',
  'memberName',
  'assistant_name',
  'assistantName',
  'birth_date',
  'birthday',
  // Not in the contract's list, but where a customer lives.
  'deliveryAddress',
]);

/** Whether a field of a record is personal data; everything about the member on a ticket is. */
export function isPersonal(path: string): boolean {
  const steps = path.split('.');
  return steps.includes('memberProfile') || PERSONAL_NAMES.has(steps.at(-1) ?? '');
}
