import { useState } from 'preact/hooks';
import { post } from './api.ts';

/** A change on its way, and what became of it. */
export interface Change<T> {
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly send: (body: object) => void;
  readonly answer: T | null;
}

/** Sends a change once at a time; `onDone` is told the answer. */
export function useChange<T>(path: string, onDone: (answer: T) => void = () => undefined): Change<T> {
  const [state, setState] = useState<Omit<Change<T>, 'send'>>({ isBusy: false, problem: null, answer: null });
  const send = (body: object): void => {
    setState({ isBusy: true, problem: null, answer: null });
    post<T>(path, body).then(
      (answer) => {
        setState({ isBusy: false, problem: null, answer });
        onDone(answer);
      },
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        setState({ isBusy: false, problem, answer: null });
      },
    );
  };
  return { ...state, send };
}
