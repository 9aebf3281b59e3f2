import type { KeyStage, KeyStagePatch, Trigger } from './queries.ts';

type Words = { subject: string; body: string };

/** A stage as the form holds it: what is not there is empty text. Named as the API names it, for its errors. */
export type StageValues = {
  label: string;
  clientWords: string;
  referrerWords: string;
  visibleTo: string[];
  optional: boolean;
  typicalDays: number | '';
  autoTrigger: Trigger | '';
  appliesIf: KeyStage['appliesIf'];
  templates: { client: { email: Words; sms: string }; referrer: { email: Words } };
  mappings: { matterTypeId: string; stageId: string }[];
};

const none: Words = { subject: '', body: '' };

export function valuesOf(stage: KeyStage): StageValues {
  const { client, referrer } = stage.templates;
  return {
    label: stage.label,
    clientWords: stage.clientWords,
    referrerWords: stage.referrerWords,
    visibleTo: [...stage.visibleTo],
    optional: stage.optional,
    typicalDays: stage.typicalDays ?? '',
    autoTrigger: stage.autoTrigger ?? '',
    appliesIf: stage.appliesIf,
    templates: {
      client: { email: client.email ?? none, sms: client.sms ?? '' },
      referrer: { email: referrer.email ?? none },
    },
    mappings: stage.mappings.map(({ matterTypeId, stageId }) => ({ matterTypeId, stageId })),
  };
}

/** What is sent: a message of which nothing was written is none, a mapping without a stage is none. */
export function patchOf(values: StageValues, version: number): KeyStagePatch {
  const { client, referrer } = values.templates;
  return {
    label: values.label.trim(),
    clientWords: values.clientWords,
    referrerWords: values.referrerWords,
    visibleTo: values.visibleTo.flatMap((one) => (one === 'client' || one === 'referrer' ? [one] : [])),
    optional: values.optional,
    typicalDays: values.typicalDays === '' ? null : values.typicalDays,
    autoTrigger: values.autoTrigger === '' ? null : values.autoTrigger,
    appliesIf: values.appliesIf,
    templates: {
      client: { email: wordsOf(client.email), sms: client.sms.trim() === '' ? null : client.sms },
      referrer: { email: wordsOf(referrer.email) },
    },
    mappings: values.mappings.filter(({ stageId }) => stageId !== ''),
    version,
  };
}

function wordsOf({ subject, body }: Words): Words | null {
  return subject.trim() === '' && body.trim() === '' ? null : { subject, body };
}
