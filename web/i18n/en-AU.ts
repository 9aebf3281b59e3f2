import type { Differences } from './en-GB.ts';

export const differences: Differences = {};
