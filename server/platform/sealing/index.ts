export { ContentDamaged } from './chunks.ts';
export { ContentDestroyed } from './content-keys.ts';
export { type Destroyed, destroyMatterKeys } from './matter-keys.ts';
export { release } from './release.ts';
