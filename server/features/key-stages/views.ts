/** How far a case is, as staff, the client and the referrer see it. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../platform/db/database.ts';
import type { Side } from '../fee-scales/index.ts';
import { firmFacts } from '../firms/index.ts';
import { type CaseFacts, type CaseStage, loadCase, type PracticeSystems } from './case-facts.ts';
import { listOpenConflicts } from './conflicts.ts';
import { toldBy } from './decide.ts';
import type { Audience } from './kinds.ts';
import { wordsFor } from './messages.ts';
import type { OutsideTrack, Progress } from './shapes.ts';

type Track = Progress['tracks'][number];
type StageView = Track['stages'][number];

/** `not_found` for a lead that the reader does not see. */
export async function getProgress(
  tx: Tx,
  firmId: string,
  leadId: string,
  systems: PracticeSystems,
): Promise<Progress> {
  const facts = await loadCase(tx, firmId, leadId, systems);
  const messages = await readMessages(tx, firmId, leadId);
  const { timeZone } = await firmFacts(tx, firmId);
  const { matter } = facts;
  return {
    leadId,
    transaction: facts.transaction,
    title: facts.title,
    matter: matter && {
      id: matter.id,
      number: matter.number,
      title: matter.title,
      stageId: matter.stage?.id ?? null,
      stageName: matter.stage?.name ?? null,
      keptIn: matter.keeper && (systems[matter.keeper.vendor]?.label ?? matter.keeper.name),
      mayMove: !matter.keptElsewhere,
    },
    tracks: facts.sides.map((side) => toTrack(facts, side, messages, timeZone)),
    conflicts: (await listOpenConflicts(tx, firmId, leadId)).map((row) => ({
      id: row.id,
      side: row.side,
      stageId: row.key_stage_id,
      stageLabel: facts.stages.find(({ id }) => id === row.key_stage_id)?.label ?? '',
      matterStageName: row.matter_stage_name,
      movedBy: row.first_name === null ? null : `${row.first_name} ${row.last_name ?? ''}`.trim(),
      at: row.at.toISOString(),
      mayMoveMatter: matter !== null && !matter.keptElsewhere,
    })),
  };
}

/** Of the case that became this matter; null when none did. The caller has made sure that the reader sees the matter. */
export async function findLeadOfMatter(tx: Tx, firmId: string, matterId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from leads where firm_id = ${firmId} and matter_id = ${matterId} order by id limit 1`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}

interface Told extends Omit<StageView['messages'][number], 'at'> {
  stageId: string;
  at: Date;
}

async function readMessages(tx: Tx, firmId: string, leadId: string): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select m.key_stage_id as "stageId", m.audience, m.channel, m.contact_id as "contactId", c.display_name as name, m.at,
      o.state
    from key_stage_messages m
    join contacts c on c.firm_id = ${firmId} and c.id = m.contact_id
    left join outbox o on o.firm_id = ${firmId} and o.id = m.outbox_id
    where m.firm_id = ${firmId} and m.lead_id = ${leadId} order by m.at, c.display_name, m.channel`.execute(
    tx,
  );
  return rows;
}

function toTrack(facts: CaseFacts, side: Side, told: readonly Told[], timeZone: string): Track {
  const stages = facts.stages.filter((stage) => stage.side === side);
  const counted = stages.filter(({ state }) => state === 'reached' || state === 'pending');
  const next = nextOf(stages);
  return {
    side,
    property: facts.property[side] ?? '',
    reached: counted.filter(({ state }) => state === 'reached').length,
    of: counted.length,
    nextStageId: next?.id ?? null,
    stages: stages.map((stage) => ({
      stageId: stage.id,
      code: stage.code,
      label: stage.label,
      state: stage.state,
      ifApplies: stage.state === 'pending' && stage.applies === 'unknown',
      optional: stage.optional,
      archived: stage.archived,
      eventOn: stage.said?.eventOn ?? null,
      enteredAt: stage.said?.enteredAt.toISOString() ?? null,
      enteredLate: isLate(stage, timeZone),
      by: stage.said?.by ?? null,
      staffName: stage.said?.staffName ?? null,
      note: stage.said?.note ?? '',
      typicalDays: stage.typicalDays,
      expectedOn: stage.id === next?.id ? expectedOn(stages, stage) : null,
      visibleTo: [...stage.visibleTo],
      tells: toldBy(stage),
      mapsTo: stage.mapsTo?.name ?? null,
      messages: told
        .filter(({ stageId }) => stageId === stage.id)
        .map(({ stageId: _, at, ...message }) => ({ ...message, at: at.toISOString() })),
    })),
  };
}

/** The first that is pending behind the last that was reached; where none is, the first that was passed over. */
function nextOf(stages: readonly CaseStage[]): CaseStage | null {
  const last = stages.findLastIndex(({ state }) => state === 'reached');
  const pending = (stage: CaseStage) => stage.state === 'pending' && !stage.archived;
  return stages.slice(last + 1).find(pending) ?? stages.find(pending) ?? null;
}

function expectedOn(stages: readonly CaseStage[], stage: CaseStage): string | null {
  const before = stages.slice(0, stages.indexOf(stage)).findLast(({ state }) => state === 'reached');
  const on = before?.said?.eventOn;
  if (!on || stage.typicalDays === null) return null;
  return DateTime.fromISO(on, { zone: 'utc' }).plus({ days: stage.typicalDays }).toISODate();
}

function isLate({ said }: CaseStage, timeZone: string): boolean {
  if (said?.state !== 'reached' || said.eventOn === null) return false;
  return DateTime.fromJSDate(said.enteredAt, { zone: timeZone }).toFormat('yyyy-MM-dd') > said.eventOn;
}

/** The client's words, of stages that the client may see; no others, no notes, no names. */
export async function findProgressForClient(tx: Tx, firmId: string, leadId: string): Promise<OutsideTrack[]> {
  return await progressFor(tx, firmId, leadId, 'client');
}

/** The same of the case that became this matter; none when none did. The caller has made sure that it is their matter. */
export async function findMatterProgressForClient(
  tx: Tx,
  firmId: string,
  matterId: string,
): Promise<OutsideTrack[]> {
  const leadId = await findLeadOfMatter(tx, firmId, matterId);
  return leadId === null ? [] : await findProgressForClient(tx, firmId, leadId);
}

/** The same for whoever sent the client. The caller has made sure that it is their referral. */
export async function findProgressForReferrer(
  tx: Tx,
  firmId: string,
  leadId: string,
): Promise<OutsideTrack[]> {
  return await progressFor(tx, firmId, leadId, 'referrer');
}

async function progressFor(
  tx: Tx,
  firmId: string,
  leadId: string,
  audience: Audience,
): Promise<OutsideTrack[]> {
  const facts = await loadCase(tx, firmId, leadId);
  return facts.sides.map((side) => {
    const seen = facts.stages.filter(
      (stage) =>
        stage.side === side &&
        stage.visibleTo.includes(audience) &&
        (stage.state === 'reached' || (stage.state === 'pending' && stage.applies !== 'unknown')),
    );
    const next = nextOf(seen);
    return {
      side,
      steps: seen.map((stage) => ({
        id: stage.id,
        words: wordsFor(stage, audience),
        state: stage.state === 'reached' ? 'done' : stage.id === next?.id ? 'next' : 'later',
        on: stage.state === 'reached' ? (stage.said?.eventOn ?? null) : null,
        expectedOn: stage.id === next?.id ? expectedOn(seen, stage) : null,
      })),
    };
  });
}
