import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Namespace } from '../i18n/en-GB.ts';
import { loadWords } from '../i18n/i18n.ts';

/** A route's component in a file of its own, loaded together with its words when somebody goes there. */
export function screen<N extends string>(
  load: () => Promise<Record<N, ComponentType>>,
  name: N,
  words: readonly Namespace[] = [],
) {
  return lazyRouteComponent<Record<N, ComponentType>, N>(async () => {
    const [module] = await Promise.all([load(), loadWords(words)]);
    return module;
  }, name);
}
