/** What a reader is told in one language. */
export interface Advice {
  readonly means: string;
  readonly cause: string;
  readonly todo: string;
}

/** One code that the program shows: of an error, of the end of a task, of a rule of the quarantine, of a process. */
export interface Entry {
  readonly code: string;
  readonly zh: Advice;
  readonly en: Advice;
}

/** Entries of one subject, in one file of `entries/`. */
export interface Chapter {
  readonly zh: string;
  readonly en: string;
  readonly entries: readonly Entry[];
}

type Texts = readonly [means: string, cause: string, todo: string];

const toAdvice = ([means, cause, todo]: Texts): Advice => ({ means, cause, todo });

/** An entry in one line a language: what it means, why it usually happens, what to do. */
export function entry(code: string, zh: Texts, en: Texts): Entry {
  return { code, zh: toAdvice(zh), en: toAdvice(en) };
}
