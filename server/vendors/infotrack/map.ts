/** The bridge's JSON in our words. Pure; never throws. */
import type { z } from 'zod';
import { parseVendorJson } from '../kit/json.ts';
import { readVendorTime } from '../kit/times.ts';
import { identityTypes, type OnboardingReading, type OnboardingWorkspace } from '../ports.ts';
import { onboardingEvent, type WireOrder, type WireTask, type WireWorkspace, wireWorkspace } from './wire.ts';

export function readEvent(rawBody: Buffer): OnboardingReading {
  const text = rawBody.toString('utf8').trim();
  if (text === '') return unreadable('empty_body', 'The request had no body.');
  const body = parse(text);
  if (body === undefined) return unreadable('not_json', 'The body is not JSON.');
  const read = onboardingEvent.safeParse(body);
  if (!read.success) return refused(read.error.issues);
  if (read.data.type === 'workspace.changed')
    return { outcome: 'changed', workspaceId: read.data.workspaceId };
  return { outcome: 'workspace', workspace: toWorkspace(read.data.workspace) };
}

/** One workspace of a list or an answer; a sentence when it is not as described. */
export function readWorkspace(value: unknown): { workspace: OnboardingWorkspace } | { why: string } {
  const read = wireWorkspace.safeParse(value);
  return read.success ? { workspace: toWorkspace(read.data) } : { why: sentence(read.error.issues) };
}

function parse(text: string): unknown {
  try {
    return parseVendorJson(text);
  } catch {
    return undefined;
  }
}

function refused(issues: readonly z.core.$ZodIssue[]): OnboardingReading {
  const [issue] = issues;
  if (issue?.code === 'invalid_union' && issue.path.join('.') === 'type')
    return unreadable('unknown_type', 'type: is neither workspace.updated nor workspace.changed');
  return unreadable('invalid_field', sentence(issues));
}

/** Names the field and what is wrong, never what was in it. */
function sentence([issue]: readonly z.core.$ZodIssue[]): string {
  return `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'is not as described'}`;
}

function unreadable(reason: string, detail: string): OnboardingReading {
  return { outcome: 'unreadable', reason, detail };
}

const timeOf = (value: string | null | undefined) => readVendorTime(value) ?? null;

function toWorkspace(wire: WireWorkspace): OnboardingWorkspace {
  const { id, version, clients, tasks, orders = [] } = wire;
  return {
    id,
    reference: wire.reference || null,
    version,
    updatedAt: timeOf(wire.updatedAt) ?? new Date(0).toISOString(),
    url: wire.url ?? null,
    clients: clients.map((client) => ({
      id: client.id,
      name: client.name,
      email: client.email || null,
      invitedAt: timeOf(client.invitedAt),
      openedAt: timeOf(client.openedAt),
      completedAt: timeOf(client.completedAt),
    })),
    tasks: onlyOnce(tasks).map(toTask),
    orders: onlyOnce(orders).map(toOrder),
  };
}

/** The last of those with one id. */
function onlyOnce<T extends { id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function toTask(task: WireTask): OnboardingWorkspace['tasks'][number] {
  const form = task.type === 'form' ? task.form || null : null;
  return {
    id: task.id,
    type: task.type,
    clientId: task.clientId ?? null,
    form,
    paper: task.type === 'sign' ? (task.paper ?? 'other') : null,
    label: task.label || form || '',
    status: task.status,
    completedAt: timeOf(task.completedAt),
    result: task.result ?? null,
    detail: task.detail ?? '',
    sourceRef: task.sourceRef || null,
    renewalOn: task.renewalOn ?? null,
    documents: documentsOf(task.documents, !identityTypes.includes(task.type)),
  };
}

function toOrder(order: WireOrder): OnboardingWorkspace['orders'][number] {
  const { id, product, kind = 'search', status, price } = order;
  return {
    id,
    product,
    kind,
    status,
    price: price ?? null,
    orderedAt: timeOf(order.orderedAt),
    returnedAt: timeOf(order.returnedAt),
    documents: documentsOf(order.documents, true),
  };
}

function documentsOf(documents: WireTask['documents'] = [], copied: boolean) {
  return onlyOnce(documents).map(({ id, name }) => ({ id, name, copied }));
}
