/** Fee scales as the API tells them. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { feeScaleContent } from './content.ts';
import { stateOf } from './decide.ts';
import { questions } from './questions.ts';
import type { feeScale, feeScaleVersion, feeScaleVersionDetail, question } from './schema.ts';
import './tables.ts';

type Scale = z.input<typeof feeScale>;
type Version = z.input<typeof feeScaleVersion>;

export async function listScales(
  tx: Tx,
  firmId: string,
  wanted: { id?: string; archived?: boolean },
  today: string,
): Promise<Scale[]> {
  const scales = await tx
    .selectFrom('fee_scales')
    .selectAll()
    .where('firm_id', '=', firmId)
    .$if(wanted.id !== undefined, (one) => one.where('id', '=', wanted.id ?? ''))
    .$if(wanted.archived === false, (open) => open.where('archived_at', 'is', null))
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute();
  if (scales.length === 0) return [];
  const versions = await selectVersions(tx, firmId)
    .where(
      'version.fee_scale_id',
      'in',
      scales.map(({ id }) => id),
    )
    .orderBy(sql`version.starts_on is null`, 'desc')
    .orderBy('version.starts_on', 'desc')
    .orderBy('version.number', 'desc')
    .execute();
  return scales.map((scale) => {
    const own = versions.filter(({ scaleId }) => scaleId === scale.id);
    return {
      id: scale.id,
      name: scale.name,
      isDefault: scale.is_default,
      archived: scale.archived_at !== null,
      version: scale.version,
      versions: own.map((version) => describe(version, own, today)),
    };
  });
}

export async function getScale(tx: Tx, firmId: string, id: string, today: string): Promise<Scale> {
  return found((await listScales(tx, firmId, { id }, today))[0]);
}

export async function getVersion(
  tx: Tx,
  firmId: string,
  which: { scaleId: string; versionId: string },
  today: string,
): Promise<z.input<typeof feeScaleVersionDetail>> {
  const own = await selectVersions(tx, firmId).where('version.fee_scale_id', '=', which.scaleId).execute();
  const version = found(own.find(({ id }) => id === which.versionId));
  const { content, name } = await tx
    .selectFrom('fee_scale_versions as version')
    .innerJoin('fee_scales as scale', (join) =>
      join.onRef('scale.firm_id', '=', 'version.firm_id').onRef('scale.id', '=', 'version.fee_scale_id'),
    )
    .select(['version.content', 'scale.name'])
    .where('version.firm_id', '=', firmId)
    .where('version.id', '=', which.versionId)
    .executeTakeFirstOrThrow();
  return {
    ...describe(version, own, today),
    feeScaleId: which.scaleId,
    feeScaleName: name,
    content: feeScaleContent.parse(content),
  };
}

function selectVersions(tx: Tx, firmId: string) {
  return tx
    .selectFrom('fee_scale_versions as version')
    .leftJoin('staff_members as staff', (join) =>
      join
        .onRef('staff.firm_id', '=', 'version.firm_id')
        .onRef('staff.id', '=', 'version.published_by_staff_id'),
    )
    .select([
      'version.id',
      'version.fee_scale_id as scaleId',
      'version.number',
      'version.starts_on as startsOn',
      'version.published_at as publishedAt',
      'version.version',
      'version.updated_at as updatedAt',
      'staff.first_name as firstName',
      'staff.last_name as lastName',
      sql<number>`jsonb_array_length(version.content -> 'lines')`.as('lines'),
    ])
    .where('version.firm_id', '=', firmId);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectVersions>['execute']>>[number];

function describe(row: Row, own: readonly Row[], today: string): Version {
  return {
    id: row.id,
    number: row.number,
    state: stateOf(row, own, today),
    startsOn: row.startsOn,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    publishedBy: row.firstName === null ? null : `${row.firstName} ${row.lastName}`,
    lines: row.lines,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function describeQuestions(): z.input<typeof question>[] {
  return questions.map((asked) => ({
    id: asked.id,
    sides: [...asked.sides],
    group: asked.group,
    kind: asked.kind,
    label: asked.label,
    help: asked.help ?? null,
    options: [...(asked.options ?? [])],
    required: asked.required ?? false,
    default: asked.default ?? (asked.kind === 'yes_no' ? false : null),
    min: asked.min ?? null,
    max: asked.max ?? null,
    when: (asked.when ?? []).map((test) =>
      'is' in test ? { question: test.question, is: [...test.is] } : test,
    ),
    only: [...(asked.only ?? [])],
  }));
}
