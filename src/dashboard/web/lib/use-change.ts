import { useState } from 'preact/hooks';
import type { Pair } from '../../api/named.ts';
import { post, saidOf } from './api.ts';
import { usePreferences } from './preferences.ts';

/** A change on its way, and what became of it; a problem in the language of the reader. */
export interface Change<T> {
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly send: (body: object) => void;
  readonly answer: T | null;
}

interface State<T> extends Pick<Change<T>, 'isBusy' | 'answer'> {
  readonly problem: Pair | null;
}

/** Sends a change once at a time; `onDone` is told the answer. */
export function useChange<T>(path: string, onDone: (answer: T) => void = () => undefined): Change<T> {
  const { pick } = usePreferences();
  const [{ isBusy, problem, answer }, setState] = useState<State<T>>({ isBusy: false, problem: null, answer: null });
  const send = (body: object): void => {
    setState({ isBusy: true, problem: null, answer: null });
    post<T>(path, body).then(
      (received) => {
        setState({ isBusy: false, problem: null, answer: received });
        onDone(received);
      },
      (error: unknown) => setState({ isBusy: false, problem: saidOf(error), answer: null }),
    );
  };
  return { isBusy, answer, send, problem: problem === null ? null : pick(problem) };
}
