import type { ReactNode } from 'react';

/** A table that scrolls inside its frame, also by keyboard. */
export function ScrollTable(props: {
  label: string;
  columns: readonly { name: string; label: string }[];
  busy?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="import-table" aria-label={props.label} tabIndex={0} aria-busy={props.busy ?? false}>
      <table>
        <thead>
          <tr>
            {props.columns.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}
