/** The SQLSTATEs this program reacts to, named once. */
export const SQLSTATE = {
  uniqueViolation: '23505',
  undefinedTable: '42P01',
  undefinedSchema: '3F000',
  duplicateSchema: '42P06',
  duplicateTable: '42P07',
  duplicateObject: '42710',
  duplicateDatabase: '42P04',
  insufficientPrivilege: '42501',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  noSuchDatabase: '3D000',
  lockNotAvailable: '55P03',
  objectInUse: '55006',
  queryCanceled: '57014',
  readOnlyTransaction: '25006',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
  tooManyConnections: '53300',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  transactionAborted: '25P02',
  /** Also how PostgreSQL words 'tuple concurrently updated' of two sessions changing one catalog row. */
  internalError: 'XX000',
  untranslatableCharacter: '22P05',
  invalidTextRepresentation: '22P02',
} as const;

const TRANSIENT_STATES: ReadonlySet<string> = new Set([
  SQLSTATE.adminShutdown,
  SQLSTATE.crashShutdown,
  SQLSTATE.cannotConnectNow,
  SQLSTATE.tooManyConnections,
  SQLSTATE.serializationFailure,
  SQLSTATE.deadlockDetected,
  SQLSTATE.lockNotAvailable,
]);

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** How the driver words a connection that went away; these carry no code. */
const LOST_CONNECTION = /connection terminated|connection error|not queryable|timeout expired|closed the connection/i;

/** The five-character SQLSTATE of an error PostgreSQL raised, looking through wrapped causes; undefined otherwise. */
export function sqlStateOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in at) return code;
  }
  return undefined;
}

/** Class 22: a value PostgreSQL cannot take (bad text for a type, NUL escape, out of range …). */
export function isDataException(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('22') ?? false;
}

/** Worth another try as a whole transaction: the server went away, was busy, or chose this one to end a deadlock. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error);
  // Class 08: connection exceptions.
  if (state !== undefined) return TRANSIENT_STATES.has(state) || state.startsWith('08');
  return isNetworkError(error);
}

/** The connection failed below the level of SQL. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isNetworkError);
  const { code } = error as NodeJS.ErrnoException;
  return NETWORK_CODES.has(code ?? '') || LOST_CONNECTION.test(error.message) || isNetworkError(error.cause);
}
