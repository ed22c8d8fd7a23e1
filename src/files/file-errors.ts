const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);
const UNWRITABLE: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOSPC']);

/** Whether a file or folder could not be read because it is not there. */
export function isMissing(error: unknown): boolean {
  return MISSING.has(codeOf(error));
}

/** Whether a place cannot be written: no right, no room, or something else is there already. Another place may do. */
export function isUnwritable(error: unknown): boolean {
  return UNWRITABLE.has(codeOf(error));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
