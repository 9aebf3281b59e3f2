import { Fragment, type ReactNode, useState } from 'react';

/** What an open form tells, so that news from elsewhere waits until nobody is writing. */
export type TellWriting = (writing: boolean) => void;

/** Shows the newest version of a record, but the one that was opened while somebody writes on it. */
export function NewestUnlessWriting<R extends { id: string; version: number }>(props: {
  latest: R;
  form: (shown: R, tellWriting: TellWriting) => ReactNode;
}): ReactNode {
  const [writing, setWriting] = useState(false);
  const [shown, setShown] = useState(props.latest);
  if (!writing && shown.version !== props.latest.version) setShown(props.latest);
  // A form keeps what it was opened with, so each version gets one of its own.
  return <Fragment key={shown.version}>{props.form(shown, setWriting)}</Fragment>;
}
