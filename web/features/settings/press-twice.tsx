import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';

const secondsToDecide = 5;

/**
 * For the few things that cannot be undone: the first press says what the second will do, in place. It goes back by
 * itself when nobody presses again.
 */
export function PressTwice(props: {
  label: string;
  again: string;
  /** What it is about, for a screen reader in a list of equal buttons. */
  about: string;
  busy?: boolean;
  onPress: () => void;
}): ReactNode {
  const [pressed, setPressed] = useState(false);
  useEffect(() => {
    if (!pressed) return undefined;
    const timer = setTimeout(() => setPressed(false), secondsToDecide * 1_000);
    return () => clearTimeout(timer);
  }, [pressed]);
  const label = pressed ? props.again : props.label;
  return (
    <Button
      size="xs"
      variant={pressed ? 'filled' : 'default'}
      {...(pressed && { color: 'var(--failed-mark)' })}
      loading={props.busy ?? false}
      aria-label={`${label}: ${props.about}`}
      onClick={() => {
        if (pressed) props.onPress();
        setPressed(!pressed);
      }}
      onBlur={() => setPressed(false)}
    >
      {label}
    </Button>
  );
}
