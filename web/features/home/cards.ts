import type { ComponentType } from 'react';

/** What Home shows, in order: each a section that reads its own data. A feature adds its line. */
export const homeCards: readonly { name: string; Card: ComponentType }[] = [];
