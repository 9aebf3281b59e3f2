import { z } from 'zod';
import { shortText } from './formats.ts';

export const stage = z.object({ id: z.uuid(), stageSetId: z.uuid(), name: z.string(), position: z.number() });
export const stageSet = z.object({ id: z.uuid(), name: z.string(), stages: z.array(stage) });
export const matterType = z.object({
  id: z.uuid(),
  name: z.string(),
  stageSetId: z.uuid().nullable(),
  matters: z.number().describe('How many matters that you may see are of this type'),
});

export const matterTypeInput = z.object({
  name: shortText.min(1),
  stageSetId: z.uuid().nullable().default(null),
});
export const matterTypePatch = z
  .object({ name: shortText.min(1), stageSetId: z.uuid().nullable() })
  .partial();
export const stageSetInput = z.object({
  name: shortText.min(1),
  stages: z.array(shortText.min(1)).max(100).default([]).describe('Names of its stages, in order'),
});
export const stageSetPatch = z
  .object({
    name: shortText.min(1),
    stageIds: z.array(z.uuid()).max(100).describe('All its stages in their new order'),
  })
  .partial();
export const stageInput = z.object({
  stageSetId: z.uuid(),
  name: shortText.min(1),
  position: z.number().int().min(0).max(100).optional().describe('From 0; last unless said'),
});
export const stagePatch = z.object({ name: shortText.min(1) });

/** The configuration lists are short: everything on one page. */
export const matterTypeList = z.object({ items: z.array(matterType), next: z.null() });
export const stageSetList = z.object({ items: z.array(stageSet), next: z.null() });
export const stageList = z.object({ items: z.array(stage), next: z.null() });
