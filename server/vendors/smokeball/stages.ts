import type { PracticeApi } from '../kit/practice-api.ts';
import { stageIdOf } from './map.ts';
import * as wire from './wire.ts';

/** A matter does not name its stage: each is asked for, or, for many, the list of all current stages is read once. */
export interface StagesOfMatters {
  of(matterIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const fewMatters = 10;
const largestPage = 500;
const freshMilliseconds = 5 * 60_000;

export function createStagesOfMatters(api: PracticeApi, now: () => Date): StagesOfMatters {
  let known: { at: number; stages: ReadonlyMap<string, string> } | null = null;

  async function readAll(): Promise<ReadonlyMap<string, string>> {
    const stages = new Map<string, string>();
    for (let offset = 0; ; ) {
      const query = { Limit: String(largestPage), Offset: String(offset) };
      const { value, size } = await api.call({ path: '/stages', query }, wire.page(wire.matterStage));
      for (const each of value) note(stages, each);
      offset += value.length;
      const last = typeof size === 'number' ? offset >= size : value.length < largestPage;
      if (value.length === 0 || last) return stages;
    }
  }

  async function readFew(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const stages = new Map<string, string>();
    for (const id of ids) {
      const path = `/matters/${encodeURIComponent(id)}/stages`;
      const found = await api.find({ path }, wire.matterStage);
      const stage = stageIdOf(found);
      if (stage !== null) stages.set(id, stage);
    }
    return stages;
  }

  return {
    async of(ids) {
      if (ids.length <= fewMatters) return await readFew(ids);
      const at = now().getTime();
      if (known === null || at - known.at > freshMilliseconds) known = { at, stages: await readAll() };
      return known.stages;
    },
  };
}

function note(stages: Map<string, string>, each: wire.WireMatterStage): void {
  const stage = stageIdOf(each);
  if (each.matter?.id && stage !== null) stages.set(each.matter.id, stage);
}
