/** Writing, reading and changing records. Nearly every write there is accepted first (202) and done later. */
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type MatterToWrite,
  type PracticeContext,
  type RecordThere,
  type RecordToWrite,
  VendorError,
  type WriteProgress,
  type Written,
} from '../ports.ts';
import { feeBody, memoBody, taskBody, taskReplacement } from './bodies.ts';
import { contactBody } from './contact-body.ts';
import { replaceFile, writeDocument } from './files.ts';
import { findActivityCode } from './find.ts';
import { readLayout, writeLayout } from './layouts.ts';
import { mapContact } from './map.ts';
import { costBody, fixedFeeBody, matterBody, matterMemoBody } from './matter-bodies.ts';
import { externalIdOf, listPathOf, notWritten, pathOf } from './paths.ts';
import * as wire from './wire.ts';

export interface RecordParts {
  api: PracticeApi;
  context: PracticeContext;
}

/** From this age on, a look for what an attempt left starts at the attempt and not at the call. */
const oldMilliseconds = 60 * 60_000;

export async function write(
  parts: RecordParts,
  record: RecordToWrite,
  progress: WriteProgress,
): Promise<Written> {
  const { api, context } = parts;
  const body = bodyOf(record, context.country);
  if (body === null) {
    if (record.record === 'document' || record.record === 'matter_document')
      return await writeDocument(parts, record, progress);
    if (record.record === 'layout') return await writeLayout(api, record);
    throw notWritten(record);
  }
  if (record.record === 'activity_code') {
    const known = await findActivityCode(api, record);
    if (known !== null) return known;
  }
  await noteAttempt(context, record, progress);
  const json = record.record === 'matter' ? { ...body, ...(await clientRoleOf(api, record)) } : body;
  const { id } = await api.call({ method: 'POST', path: listPathOf(record), json }, wire.accepted);
  return { externalId: externalIdOf(record, id), version: null, there: false };
}

/** A role is one of the matter type's own, as it is spelled there; any other is refused, and none means the usual one. */
async function clientRoleOf(
  api: PracticeApi,
  { clientRole, matterType }: MatterToWrite,
): Promise<{ clientRole?: string }> {
  if (clientRole === null || matterType === null) return {};
  const path = `/mattertypes/${encodeURIComponent(matterType.id)}`;
  const type = await api.find({ path }, wire.matterType);
  const wanted = clientRole.trim().toLowerCase();
  const role = (type?.representativeOptions ?? []).find((one) => one.toLowerCase() === wanted);
  return role === undefined ? {} : { clientRole: role };
}

/** Without it, finding a record of a call from last year means reading a year of tasks. */
async function noteAttempt(
  { now }: PracticeContext,
  record: RecordToWrite,
  progress: WriteProgress,
): Promise<void> {
  if (!('startedAt' in record) || progress.saved?.attemptedAt !== undefined) return;
  const at = now();
  if (at.getTime() - Date.parse(record.startedAt) < oldMilliseconds) return;
  await progress.save({ ...progress.saved, attemptedAt: at.toISOString() });
}

function bodyOf(record: RecordToWrite, country: string): object | null {
  switch (record.record) {
    case 'fee':
      return feeBody(record);
    case 'task':
      return taskBody(record);
    case 'memo':
      return memoBody(record);
    case 'contact':
      return contactBody(record, country);
    case 'matter':
      return matterBody(record);
    case 'fixed_fee':
      return fixedFeeBody(record, country);
    case 'cost_recovery':
      return costBody(record, country);
    case 'matter_memo':
      return matterMemoBody(record);
    case 'activity_code': {
      const { label: code, description } = record;
      // A time code at each person's own rate; the flag of each fee says whether it is billed.
      return { type: 1, code, description, isBillable: true, rateType: 0 };
    }
    default:
      return null;
  }
}

export async function read(
  { api }: RecordParts,
  record: RecordToWrite,
  externalId: string,
): Promise<RecordThere | null> {
  const path = pathOf(record, externalId);
  switch (record.record) {
    case 'fee':
    case 'fixed_fee': {
      const fee = await api.find({ path }, wire.fee);
      return fee && fee.isDeleted !== true ? { externalId, ...feeThere(fee) } : null;
    }
    case 'task': {
      const task = await api.find({ path }, wire.task);
      return task && task.isDeleted !== true ? { externalId, ...taskThere(task) } : null;
    }
    case 'cost_recovery': {
      const cost = await api.find({ path }, wire.expense);
      return cost && cost.isDeleted !== true ? { externalId, ...chargeThere(cost) } : null;
    }
    case 'memo':
    case 'matter_memo': {
      const memo = await api.find({ path }, wire.memo);
      return memo && memo.isDeleted !== true ? { externalId, ...memoThere(memo) } : null;
    }
    case 'document':
    case 'matter_document': {
      const file = await api.find({ path }, wire.file);
      return file && file.isUploaded === true && file.isDeleted !== true && file.isCancelled !== true
        ? { externalId, version: file.versionId ?? null, subject: fileName(file), text: null, locked: false }
        : null;
    }
    case 'contact': {
      const contact = await api.find({ path }, wire.contact);
      if (contact === null || contact.isDeleted === true) return null;
      const { version, firstName, lastName, companyName } = mapContact(contact);
      const subject = companyName || `${firstName} ${lastName}`.trim();
      return { externalId, version, subject, text: null, locked: false };
    }
    case 'activity_code': {
      const activity = await api.find({ path }, wire.activity);
      if (activity === null || activity.isDeleted === true) return null;
      const { versionId, code, description } = activity;
      return {
        externalId,
        version: versionId ?? null,
        subject: code ?? '',
        text: description ?? null,
        locked: false,
      };
    }
    case 'matter': {
      const matter = await api.find({ path }, wire.matter);
      if (matter === null || matter.status === 'Deleted') return null;
      const { versionId, title, description } = matter;
      const there = { externalId, version: versionId ?? null, subject: title ?? '' };
      return { ...there, text: description ?? '', locked: false };
    }
    case 'layout':
      return await readLayout(api, record, externalId);
    default:
      return null;
  }
}

type There = Omit<RecordThere, 'externalId'>;

function feeThere(fee: wire.WireFee): There {
  return { ...chargeThere(fee), minutes: fee.duration ?? 0 };
}

function chargeThere(charge: wire.WireExpense): There {
  return {
    version: charge.versionId ?? null,
    subject: charge.subject ?? '',
    text: charge.description ?? '',
    locked: charge.finalized === true || charge.isInvoicedExternally === true || Boolean(charge.invoiceId),
  };
}

/** Tasks have no version: the time of the last change stands for it. */
function taskThere(task: wire.WireTask): There {
  const version = task.lastUpdated ?? null;
  return { version, subject: task.subject ?? '', text: task.note ?? '', locked: false };
}

function memoThere(memo: wire.WireMemo): There {
  const text = memo.plainText ?? memo.text ?? '';
  return { version: memo.lastUpdated ?? null, subject: memo.title ?? '', text, locked: false };
}

function fileName({ name, fileExtension }: wire.WireFile): string {
  return `${name ?? ''}${fileExtension ?? ''}`;
}

export async function update(
  parts: RecordParts,
  record: RecordToWrite,
  externalId: string,
  version: string | null,
): Promise<Written | { conflict: true }> {
  const there = await read(parts, record, externalId);
  if (there === null) throw new VendorError({ failure: 'not_found', detail: 'The record is not there.' });
  if (version !== null && there.version !== version) return { conflict: true };
  const { api, context } = parts;
  const path = pathOf(record, externalId);
  const later = { externalId, version: null, there: false };
  switch (record.record) {
    case 'fee':
      await api.send({ method: 'PATCH', path, json: feeBody(record) });
      return later;
    case 'memo':
      await api.send({ method: 'PUT', path, json: memoBody(record) });
      return later;
    case 'fixed_fee':
      await api.send({ method: 'PATCH', path, json: fixedFeeBody(record, context.country) });
      return later;
    case 'cost_recovery':
      await api.send({ method: 'PATCH', path, json: costBody(record, context.country) });
      return later;
    case 'matter_memo':
      await api.send({ method: 'PUT', path, json: matterMemoBody(record) });
      return later;
    case 'layout':
      return await writeLayout(api, record);
    case 'task': {
      const task = await api.call({ path }, wire.task);
      await api.send({ method: 'PUT', path, json: taskReplacement(record, task, false) });
      return later;
    }
    case 'document':
    case 'matter_document':
      await replaceFile(parts, record, path);
      return later;
    default:
      // People's own: contacts and matters are changed where they are kept, a code is known by its label alone.
      return { externalId, version: there.version, there: true };
  }
}

export async function retire(
  { api }: RecordParts,
  record: RecordToWrite,
  externalId: string,
  how: 'remove' | 'complete',
): Promise<void> {
  const path = pathOf(record, externalId);
  // A conversion goes one way.
  if (record.record === 'matter' || record.record === 'layout')
    throw new VendorError({
      failure: 'rejected',
      detail: `A ${record.record} is not taken out of Smokeball.`,
    });
  if (record.record === 'task' && how === 'complete') {
    const task = await api.find({ path }, wire.task);
    if (task === null || task.isDeleted === true || task.isCompleted === true) return;
    await api.send({ method: 'PUT', path, json: taskReplacement(record, task, true) });
    return;
  }
  await api.send({ method: 'DELETE', path, absentStatuses: [404] });
}
