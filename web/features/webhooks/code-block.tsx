import type { ReactNode } from 'react';
import { CopyButton } from '../settings/copy-field.tsx';

/** Code or JSON to read or to copy. */
export function CodeBlock(props: { title: string; text: string; about?: string }): ReactNode {
  return (
    <section aria-label={props.title}>
      <div className="webhook-code__head">
        <h3 className="webhook-code__title">{props.title}</h3>
        <CopyButton value={props.text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, by keyboard too */}
      <pre className="webhook-code" tabIndex={0}>
        {props.text}
      </pre>
      {props.about && <p className="quiet">{props.about}</p>}
    </section>
  );
}
