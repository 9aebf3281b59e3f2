/** Fees, tasks, memos and activity codes. */
import { z } from 'zod';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import type { Table } from '../practice/table.ts';
import type { Announcer } from './announce.ts';
import { accepted, filterProblem, link, notFound, one, page, problem, since } from './answers.ts';
import { changed } from './contact-routes.ts';
import { type Kept, newId, type Resource, type State } from './state.ts';

const text = z.string().nullish();
const taxes = {
  tax: z.number().nullish(),
  taxInclusive: z.boolean().default(false),
  taxExempt: z.boolean().default(false),
  taxOutOfScope: z.boolean().default(false),
};
const feeDto = z.object({
  staffId: text,
  activityCode: text,
  feeType: z.number().default(0),
  feeDate: z.string().optional(),
  subject: z.string().optional(),
  description: text,
  duration: z.number().default(0),
  durationWorked: z.number().nullish(),
  rate: z.number().default(0),
  isBillable: z.boolean().default(false),
  finalized: z.boolean().default(false),
  ...taxes,
});
const expenseDto = z.object({
  staffId: text,
  expenseDate: z.string().optional(),
  activityCode: text,
  subject: text,
  description: text,
  costType: z.enum(['Hard', 'Soft']).default('Hard'),
  quantity: z.number().default(1),
  price: z.number().default(0),
  outputTax: z.number().nullish(),
  taxZeroRated: z.boolean().default(false),
  isBillable: z.boolean().default(false),
  finalized: z.boolean().default(false),
  ...taxes,
});
const taskDto = z.object({
  matterId: text,
  staffId: z.string(),
  completedByStaffId: text,
  assigneeIds: z.array(z.string()).nullish(),
  subject: text,
  note: text,
  isCompleted: z.boolean().default(false),
  categories: z.array(z.string()).nullish(),
  completedDateOnly: text,
  dueDateOnly: text,
  duration: text,
});
const memoDto = z.object({ title: z.string(), text: z.string(), userId: text, createdDateUtc: text });
const activityDto = z.object({
  type: z.number().default(0),
  code: text,
  description: text,
  isBillable: z.boolean().default(false),
  rateType: z.number().default(0),
  rate: z.number().nullish(),
  quantity: z.number().nullish(),
});

interface Place {
  table: Table<Kept>;
  /** Of the list: "/matters/1/fees". */
  path: string;
  matterId: string;
}

interface Kind {
  resource: Resource;
  /** "/matters/{matterId}/fees". */
  template: string;
  key: string;
  place(request: SimulatedRequest): Place | null;
  /** `known` is absent for a new one. Null: not acceptable, with the vendor's word for it. */
  view(
    request: SimulatedRequest,
    place: Place,
    id: string,
    updated: number,
    known?: Kept,
  ): Kept['view'] | string;
  methods: readonly ('PUT' | 'PATCH')[];
  /** PUT and PATCH of an unknown id are accepted all the same. */
  blindUpdates?: boolean;
}

export function recordRoutes(state: State, announcer: Announcer): Route[] {
  const kinds = [feeKind(state), expenseKind(state), memoKind(state), taskKind(state), activityKind(state)];
  return kinds.flatMap((kind) => routesOf(state, announcer, kind));
}

function routesOf(state: State, announcer: Announcer, kind: Kind): Route[] {
  const single = `${kind.template}/{${kind.key}}`;

  function save(request: SimulatedRequest, place: Place, id: string, known?: Kept): Answer {
    const updated = state.stamp();
    const view = kind.view(request, place, id, updated, known);
    if (typeof view === 'string') return problem(400, view, request.path);
    const event = `${kind.resource}.${known === undefined ? 'created' : 'updated'}`;
    announcer.commit({
      request,
      resource: kind.resource,
      table: place.table,
      row: { id, updated, view },
      event,
    });
    return accepted(place.path, id);
  }

  const change = (request: SimulatedRequest): Answer => {
    const place = kind.place(request);
    const id = request.params[kind.key] ?? '';
    const known = place?.table.truth.get(id);
    if (place !== null && known !== undefined) return save(request, place, id, known);
    return kind.blindUpdates === true ? accepted(place?.path ?? '', id) : notFound(request);
  };

  return [
    {
      method: 'GET',
      template: kind.template,
      handle: (request) => {
        const place = kind.place(request);
        if (place === null) return notFound(request);
        const matterId = request.query.get('MatterId');
        const rows = since(request, place.table.listed()).filter(
          ({ view }) =>
            matterId === null ||
            link(matterId)?.id === z.object({ id: z.string() }).safeParse(view.matter).data?.id,
        );
        return filterProblem(request) ?? page(request, rows);
      },
    },
    {
      method: 'POST',
      template: kind.template,
      handle: (request) => {
        const place = kind.place(request);
        return place === null
          ? problem(400, 'The matter does not exist.', request.path)
          : save(request, place, newId());
      },
    },
    {
      method: 'GET',
      template: single,
      handle: (request) => one(request, kind.place(request)?.table.read(request.params[kind.key] ?? '')),
    },
    ...kind.methods.map((method) => ({ method, template: single, handle: change })),
    {
      method: 'DELETE',
      template: single,
      handle: (request) => {
        const place = kind.place(request);
        const known = place?.table.truth.get(request.params[kind.key] ?? '');
        if (place === null || known === undefined) return notFound(request);
        const row = changed(state, known, { isDeleted: true });
        const event = `${kind.resource}.deleted`;
        announcer.commit({ request, resource: kind.resource, table: place.table, row, event });
        return accepted(place.path, row.id);
      },
    },
  ];
}

function onMatter(state: State, kind: 'fees' | 'expenses' | 'memos'): Kind['place'] {
  return ({ params: { matterId = '' } }) =>
    state.matters.truth.has(matterId)
      ? { table: state[kind].of(matterId), path: `/matters/${matterId}/${kind}`, matterId }
      : null;
}

function feeKind(state: State): Kind {
  return {
    resource: 'fee',
    template: '/matters/{matterId}/fees',
    key: 'id',
    place: onMatter(state, 'fees'),
    methods: ['PUT', 'PATCH'],
    blindUpdates: true,
    view(request, { matterId }, id, _updated, known) {
      const given = z.record(z.string(), z.unknown()).parse(request.json);
      const dto = feeDto.parse(request.method === 'PATCH' ? { ...known?.view, ...given } : given);
      const refusal = taxRefusal(dto);
      if (refusal !== null) return refusal;
      const amount = dto.feeType === 0 ? dto.rate : Math.round((dto.rate * dto.duration * 100) / 60) / 100;
      const now = state.clock.now().toISOString();
      return {
        id,
        versionId: newId(),
        matter: link(matterId),
        staff: link(dto.staffId),
        matterId,
        staffId: dto.staffId ?? null,
        createdDate: known?.view.createdDate ?? now,
        invoiceId: known?.view.invoiceId ?? null,
        activityCode: dto.activityCode ?? null,
        subject: dto.subject ?? '',
        description: dto.description ?? null,
        feeDate: dto.feeDate ?? now,
        feeType: dto.feeType,
        finalized: dto.finalized,
        isInvoicedExternally: false,
        isWrittenOff: false,
        isBillable: dto.isBillable,
        duration: dto.duration,
        durationWorked: dto.durationWorked ?? null,
        rate: dto.rate,
        amount,
        tax: dto.tax ?? 0,
        taxInclusive: dto.taxInclusive,
        taxExempt: dto.taxExempt,
        taxOutOfScope: dto.taxOutOfScope,
        isDeleted: false,
      };
    },
  };
}

/** The flags exclude each other, and what is not taxed has no tax. */
function taxRefusal({
  tax,
  outputTax,
  taxZeroRated = false,
  taxInclusive,
  taxExempt,
  taxOutOfScope,
}: {
  tax?: number | null | undefined;
  outputTax?: number | null | undefined;
  taxZeroRated?: boolean;
  taxInclusive: boolean;
  taxExempt: boolean;
  taxOutOfScope: boolean;
}): string | null {
  const flags = [taxInclusive, taxExempt, taxOutOfScope, taxZeroRated].filter(Boolean);
  if (flags.length > 1) return 'The tax flags are mutually exclusive.';
  if ((taxExempt || taxOutOfScope) && tax) return 'Tax must be 0.';
  return (taxZeroRated || taxOutOfScope) && outputTax ? 'OutputTax must be 0.' : null;
}

function expenseKind(state: State): Kind {
  return {
    resource: 'expense',
    template: '/matters/{matterId}/expenses',
    key: 'id',
    place: onMatter(state, 'expenses'),
    methods: ['PUT', 'PATCH'],
    blindUpdates: true,
    view(request, { matterId }, id, _updated, known) {
      const given = z.record(z.string(), z.unknown()).parse(request.json);
      const dto = expenseDto.parse(request.method === 'PATCH' ? { ...known?.view, ...given } : given);
      if (Math.abs(dto.price * 100 - Math.round(dto.price * 100)) > 1e-6) return 'Price has two decimals.';
      const refusal = taxRefusal(dto);
      if (refusal !== null) return refusal;
      const now = state.clock.now().toISOString();
      const { staffId, expenseDate, activityCode, description, tax, outputTax, ...rest } = dto;
      return {
        id,
        versionId: newId(),
        matter: link(matterId),
        staff: link(staffId),
        matterId,
        staffId: staffId ?? null,
        invoiceId: known?.view.invoiceId ?? null,
        activityCode: activityCode ?? null,
        description: description ?? null,
        expenseDate: expenseDate ?? now,
        ...rest,
        amount: Math.round(dto.quantity * dto.price * 100) / 100,
        tax: tax ?? 0,
        outputTax: outputTax ?? 0,
        isInvoicedExternally: false,
        isWrittenOff: false,
        isDeleted: false,
      };
    },
  };
}

function memoKind(state: State): Kind {
  return {
    resource: 'memo',
    template: '/matters/{matterId}/memos',
    key: 'id',
    place: onMatter(state, 'memos'),
    methods: ['PUT'],
    view(request, { matterId }, id, _updated, known) {
      const dto = memoDto.parse(request.json);
      const now = state.clock.now().toISOString();
      return {
        id,
        matterId,
        title: dto.title,
        text: `{\\rtf1\\ansi ${dto.text.replaceAll(/[\\{}]/g, String.raw`\$&`).replaceAll('\n', '\\par ')}}`,
        plainText: dto.text,
        createdDate: dto.createdDateUtc ?? known?.view.createdDate ?? now,
        createdByUserId: dto.userId ?? null,
        lastUpdated: now,
        isDeleted: false,
      };
    },
  };
}

function taskKind(state: State): Kind {
  return {
    resource: 'task',
    template: '/tasks',
    key: 'id',
    place: () => ({ table: state.tasks, path: '/tasks', matterId: '' }),
    methods: ['PUT'],
    view(request, _place, id, updated, known) {
      const dto = taskDto.parse(request.json);
      if (dto.matterId !== null && dto.matterId !== undefined && !state.matters.truth.has(dto.matterId))
        return 'MatterId is not a valid matter.';
      if (!state.staff.truth.has(dto.staffId)) return 'StaffId is not a staff member.';
      if (dto.isCompleted && !dto.completedByStaffId)
        return 'CompletedByStaffId is needed to complete a task.';
      const now = state.clock.now().toISOString();
      // What is left out is cleared, on PUT too.
      return {
        id,
        matter: link(dto.matterId),
        createdBy: known?.view.createdBy ?? link(dto.staffId),
        lastUpdatedBy: link(dto.staffId),
        completedBy: dto.isCompleted ? link(dto.completedByStaffId) : null,
        assignees: (dto.assigneeIds ?? []).map(link),
        subject: dto.subject ?? null,
        note: dto.note ?? null,
        categories: dto.categories ?? [],
        dueDateOnly: dayOf(dto.dueDateOnly),
        completedDateOnly: dto.isCompleted ? (dayOf(dto.completedDateOnly) ?? dayOf(now)) : null,
        createdDateOnly: known?.view.createdDateOnly ?? dayOf(now),
        isCompleted: dto.isCompleted,
        isDeleted: false,
        lastUpdated: updated,
        duration: dto.duration ?? null,
      };
    },
  };
}

function dayOf(iso: string | null | undefined): string | null {
  return iso ? `${iso.slice(0, 10)}T00:00:00Z` : null;
}

function activityKind(state: State): Kind {
  return {
    resource: 'activitycode',
    template: '/activitycodes',
    key: 'id',
    place: () => ({ table: state.activities, path: '/activitycodes', matterId: '' }),
    methods: ['PUT'],
    view(request, _place, id) {
      const dto = activityDto.parse(request.json);
      if ((dto.code ?? '').length > 20) return 'Code cannot be longer than 20 characters.';
      const { quantity, rate, ...rest } = dto;
      return { id, versionId: newId(), ...rest, rate: rate ?? 0, quantity: quantity ?? 0, isDeleted: false };
    },
  };
}
