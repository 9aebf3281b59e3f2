import 'react';

// React's types leave out custom properties, which are how a component hands a number to its stylesheet.
declare module 'react' {
  interface CSSProperties {
    [variable: `--${string}`]: string | number;
  }
}
