/** Facts that go with a message into the structured log. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where progress and trouble are told. Nothing below the command line writes to the terminal itself. */
export interface Reporter {
  /** Into the structured log only: facts for machines and for later, with no line on the terminal. */
  record(event: string, fields: Fields): void;
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** Says nothing: for tests and for work whose outcome is all that matters. */
export const silentReporter: Reporter = {
  record: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
