/** What is known of a case: its lead, its matter, the answers of its quote, and its stages with how far they are. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import {
  type Answers,
  condition,
  readAnswers,
  type Side,
  side as sideShape,
  sidesOf,
  type Transaction,
  transaction,
} from '../fee-scales/index.ts';
import { applies, type MatterStage, type Templates } from './decide.ts';
import type { Audience, Origin, StageState, StageTrigger } from './kinds.ts';
import { keyStage } from './shapes.ts';
import './tables.ts';

export interface CaseStage {
  id: string;
  side: Side;
  code: string;
  label: string;
  clientWords: string;
  referrerWords: string;
  optional: boolean;
  archived: boolean;
  autoTrigger: StageTrigger | null;
  templates: Templates;
  visibleTo: readonly Audience[];
  typicalDays: number | null;
  /** By the answers. */
  applies: 'yes' | 'no' | 'unknown';
  /** What holds: as somebody said, else by the answers. */
  state: StageState;
  /** What somebody or something said of it; null: nothing yet. */
  said: {
    state: StageState;
    eventOn: string | null;
    enteredAt: Date;
    by: Origin;
    staffName: string | null;
    note: string;
    matterFrom: string | null;
    matterTo: string | null;
  } | null;
  /** The stage of the case's matter. */
  mapsTo: (MatterStage & { name: string }) | null;
}

export type PracticeSystems = Readonly<Record<string, PracticeSystem>>;

export interface CaseMatter {
  id: string;
  number: string;
  title: string;
  stage: (MatterStage & { name: string }) | null;
  /** The connection that keeps it; null: it is kept here. */
  keeper: { vendor: string; name: string } | null;
  /** Kept by a system that lets nobody else move it. */
  keptElsewhere: boolean;
}

export interface CaseFacts {
  leadId: string;
  transaction: Transaction;
  title: string;
  referrerId: string | null;
  sides: readonly Side[];
  /** The first line of each side's address. */
  property: Partial<Record<Side, string>>;
  matter: CaseMatter | null;
  /** Of all sides, in their order. Archived ones only where something was said. */
  stages: CaseStage[];
}

interface LeadRow {
  id: string;
  transaction: string;
  title: string;
  referrer_id: string | null;
  matter_id: string | null;
  properties: unknown;
}

const properties = z.record(z.string(), z.object({ line1: z.string() }).partial());

/** Holds the case until the transaction ends: stages of one case are moved one after the other. */
export async function lockCase(tx: Tx, firmId: string, leadId: string): Promise<void> {
  const { rows } = await sql<{ anonymised: boolean }>`
    select anonymised_at is not null as anonymised from leads
    where firm_id = ${firmId} and id = ${leadId} for update`.execute(tx);
  if (found(rows[0]).anonymised)
    throw problem('wrong_state', 'This enquiry was made anonymous: only its figures are left.');
}

/** `not_found` for a lead that the reader does not see. `systems`: what may keep its matter. */
export async function loadCase(
  tx: Tx,
  firmId: string,
  leadId: string,
  systems: PracticeSystems = {},
): Promise<CaseFacts> {
  const { rows } = await sql<LeadRow>`
    select id, transaction, title, referrer_id, matter_id, properties from leads
    where firm_id = ${firmId} and id = ${leadId}`.execute(tx);
  const lead = found(rows[0]);
  const kind = transaction.parse(lead.transaction);
  const sides = sidesOf(kind);
  const matter = lead.matter_id === null ? null : await findMatter(tx, firmId, lead.matter_id, systems);
  const answers = await readCaseAnswers(tx, firmId, leadId, kind);
  const bySide = properties.parse(lead.properties);
  return {
    leadId,
    transaction: kind,
    title: lead.title,
    referrerId: lead.referrer_id,
    sides,
    property: Object.fromEntries(sides.map((side) => [side, bySide[side]?.line1 ?? ''])),
    matter: matter?.view ?? null,
    stages: await readStages(tx, firmId, { leadId, sides, answers, matterTypeId: matter?.typeId ?? null }),
  };
}

interface MatterRow {
  id: string;
  number: string;
  title: string;
  type_id: string | null;
  stage_id: string | null;
  stage_name: string | null;
  stage_position: number | null;
  vendor: string | null;
  keeper_name: string | null;
}

async function findMatter(tx: Tx, firmId: string, id: string, systems: PracticeSystems) {
  const { rows } = await sql<MatterRow>`
    select m.id, m.number, m.title, m.matter_type_id as type_id, s.id as stage_id, s.name as stage_name,
      s.position as stage_position, c.vendor, c.name as keeper_name
    from matters m
    left join stages s on s.firm_id = ${firmId} and s.id = m.stage_id
    left join connections c on c.firm_id = ${firmId} and c.id = m.kept_in and c.status <> 'disconnected'
    where m.firm_id = ${firmId} and m.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  const { stage_id: stageId, stage_name: name, stage_position: position, vendor, keeper_name: keeper } = row;
  const view: CaseMatter = {
    id: row.id,
    number: row.number,
    title: row.title,
    stage: stageId === null || name === null || position === null ? null : { id: stageId, name, position },
    keeper: vendor === null || keeper === null ? null : { vendor, name: keeper },
    keptElsewhere: vendor !== null && !systems[vendor]?.changes?.includes('matter_stage'),
  };
  return { view, typeId: row.type_id };
}

const quoteInputs = z.looseObject({
  transaction,
  answers: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
    .default({}),
});

/** Of the quote that counts: accepted, else the last that was sent, else the newest draft. A side that none asks about is absent. */
async function readCaseAnswers(
  tx: Tx,
  firmId: string,
  leadId: string,
  kind: Transaction,
): Promise<Partial<Record<Side, Answers>>> {
  const { rows } = await sql<{ inputs: unknown }>`
    select v.inputs from quotes q
    join quote_versions v on v.firm_id = ${firmId} and v.quote_id = q.id
    where q.firm_id = ${firmId} and q.lead_id = ${leadId} and v.state <> 'withdrawn'
    order by v.state = 'accepted' desc, v.sent_at desc nulls last, v.updated_at desc limit 1`.execute(tx);
  const [row] = rows;
  if (!row) return {};
  const { answers } = quoteInputs.parse(row.inputs);
  return Object.fromEntries(
    sidesOf(kind).flatMap((side) => {
      const given = answers[side];
      if (!given) return [];
      const whole = readAnswers(kind, side, given);
      return [[side, 'answers' in whole ? whole.answers : given]];
    }),
  );
}

interface StageRow {
  id: string;
  side: string;
  code: string;
  label: string;
  client_words: string;
  referrer_words: string;
  applies_if: unknown;
  optional: boolean;
  auto_trigger: StageTrigger | null;
  templates: unknown;
  visible_to: Audience[];
  typical_days: number | null;
  archived: boolean;
  state: StageState | null;
  event_on: string | null;
  entered_at: Date | null;
  entered_by: Origin | null;
  staff_name: string | null;
  note: string | null;
  matter_from: string | null;
  matter_to: string | null;
  maps_to: string | null;
  maps_to_name: string | null;
  maps_to_position: number | null;
}

interface Which {
  leadId: string;
  sides: readonly Side[];
  answers: Partial<Record<Side, Answers>>;
  matterTypeId: string | null;
}

async function readStages(tx: Tx, firmId: string, which: Which): Promise<CaseStage[]> {
  const { leadId, sides, answers, matterTypeId } = which;
  const { rows } = await sql<StageRow>`
    select k.id, k.side, k.code, k.label, k.client_words, k.referrer_words, k.applies_if, k.optional, k.auto_trigger,
      k.templates, k.visible_to, k.typical_days, k.archived_at is not null as archived,
      p.state, p.event_on, p.entered_at, p.entered_by, p.note, p.matter_stage_from as matter_from,
      p.matter_stage_to as matter_to, nullif(trim(w.first_name || ' ' || w.last_name), '') as staff_name,
      s.id as maps_to, s.name as maps_to_name, s.position as maps_to_position
    from key_stages k
    left join key_stage_progress p on p.firm_id = ${firmId} and p.lead_id = ${leadId} and p.key_stage_id = k.id
    left join staff_members w on w.firm_id = ${firmId} and w.id = p.staff_id
    left join key_stage_mappings m on m.firm_id = ${firmId} and m.key_stage_id = k.id and m.matter_type_id = ${matterTypeId}::uuid
    left join matter_types t on t.firm_id = ${firmId} and t.id = m.matter_type_id
    left join stages s on s.firm_id = ${firmId} and s.id = m.stage_id and s.stage_set_id = t.stage_set_id
    where k.firm_id = ${firmId} and k.side = any(${[...sides]}::text[])
      and (k.archived_at is null or p.state in ('reached', 'skipped'))
    order by array_position(${[...sides]}::text[], k.side), k.position, k.id`.execute(tx);
  return rows.map((row) => toCaseStage(row, answers));
}

function toCaseStage(row: StageRow, answers: Which['answers']): CaseStage {
  const side = sideShape.parse(row.side);
  const belongs = applies(condition.parse(row.applies_if), answers[side] ?? null);
  const said =
    row.state === null || row.entered_at === null || row.entered_by === null
      ? null
      : {
          state: row.state,
          eventOn: row.event_on,
          enteredAt: row.entered_at,
          by: row.entered_by,
          staffName: row.staff_name,
          note: row.note ?? '',
          matterFrom: row.matter_from,
          matterTo: row.matter_to,
        };
  const byAnswers = belongs === 'no' ? 'not_applicable' : 'pending';
  return {
    id: row.id,
    side,
    code: row.code,
    label: row.label,
    clientWords: row.client_words || row.label,
    referrerWords: row.referrer_words || row.label,
    optional: row.optional,
    archived: row.archived,
    autoTrigger: row.auto_trigger,
    templates: keyStage.shape.templates.parse(row.templates),
    visibleTo: row.visible_to,
    typicalDays: row.typical_days,
    applies: belongs,
    state: said && said.state !== 'pending' ? said.state : byAnswers,
    said,
    mapsTo:
      row.maps_to === null || row.maps_to_name === null || row.maps_to_position === null
        ? null
        : { id: row.maps_to, name: row.maps_to_name, position: row.maps_to_position },
  };
}
