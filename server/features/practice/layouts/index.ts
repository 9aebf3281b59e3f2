/** Layouts of a matter for the rest of the practice record. */

export { bindAccountRoutes } from './accounts-routes.ts';
export { accountRoutes } from './accounts-schema.ts';
export { accountChangeJob } from './accounts-store.ts';
export {
  type LayoutField,
  type LayoutName,
  type LayoutOrigin,
  type LayoutValue,
  type LayoutValues,
  openFields,
} from './design.ts';
export { type LayoutState, readLayout, type StoredField } from './read.ts';
export { bindLayoutRoutes } from './routes.ts';
export { layoutRoutes } from './schema.ts';
export { readValue } from './values.ts';
export { type Written, writeLayoutFields } from './write.ts';
