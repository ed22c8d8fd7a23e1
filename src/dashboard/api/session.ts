import type { Role } from './roles.ts';

/** Who is logged in. */
export type SessionAnswer = LoggedOut | LoggedIn;

export interface LoggedOut {
  readonly user: null;
}

export interface LoggedIn {
  readonly user: string;
  readonly role: Role;
  /** True when the user sees some of the stores only. */
  readonly isLimited: boolean;
  /** To be sent with every change. */
  readonly csrfWord: string;
}
