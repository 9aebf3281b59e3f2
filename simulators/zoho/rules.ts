/** What Zoho minds about a record that is written. */
import { z } from 'zod';
import { facts, isModule, type ModuleName } from './modules.ts';
import { ZohoRefusal } from './refusal.ts';
import type { Row, Values, ZohoState } from './state.ts';

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z)$/;
const phone = /^[+]?[\d\s()./\-a-zA-Z;#]*$/;
const lengths: Readonly<Record<string, number>> = {
  Subject: 255,
  First_Name: 255,
  Last_Name: 255,
  Note_Title: 120,
  Description: 32_000,
  Note_Content: 32_000,
  Caller_ID: 30,
  Dialled_Number: 30,
};
const longestPhone = 30;
const record = z.record(z.string(), z.unknown());

/** The values to keep, checked; `before` is the record that is changed. Throws the refusal of this one record. */
export function checked(state: ZohoState, module: ModuleName, given: unknown, before: Row | null): Values {
  const values = record.parse(given);
  const { fields, mandatory, phones, lookups } = facts[module];
  for (const field of Object.keys(values)) {
    if (!fields.includes(field))
      throw new ZohoRefusal('UNKNOWN_FIELD', `${module} has no field ${field}`, { api_name: field });
  }
  for (const field of mandatory) {
    const missing = before === null ? isEmpty(values[field]) : field in values && isEmpty(values[field]);
    if (missing)
      throw new ZohoRefusal('MANDATORY_NOT_FOUND', 'required field not found', {
        api_name: field,
        json_path: `$.data[0].${field}`,
      });
  }
  for (const [field, value] of Object.entries(values)) {
    checkText(field, value, phones.includes(field));
    const target = lookups[field];
    if (target !== undefined && value !== null) checkLookup(state, field, value, target);
  }
  checkUnique(state, module, values, before);
  if (module === 'Calls') return checkedCall(state, values, before);
  if (module === 'Deals') checkStage(state, values);
  if (module === 'Notes') return before === null ? checkedNote(state, values) : values;
  if (module === 'Leads' && before?.Converted__s === true)
    throw new ZohoRefusal('CONVERTED_RECORD', "can't update the converted record", { id: before.id });
  return values;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function wrong(field: string, more: Values = {}): ZohoRefusal {
  return new ZohoRefusal('INVALID_DATA', 'invalid data', {
    api_name: field,
    json_path: `$.data[0].${field}`,
    ...more,
  });
}

function checkText(field: string, value: unknown, isPhone: boolean): void {
  if (field === 'Call_Start_Time' && !dateTime.test(String(value)))
    throw wrong(field, { expected_data_type: 'datetime' });
  const longest = isPhone ? longestPhone : lengths[field];
  if (longest === undefined || value === null) return;
  if (typeof value !== 'string') throw wrong(field, { expected_data_type: 'text' });
  if (value.length > longest) throw wrong(field, { maximum_length: longest });
  if (isPhone && !phone.test(value)) throw wrong(field, { expected_data_type: 'phone' });
}

/** An id sent as a number has lost its last digits on the way. */
function checkLookup(state: ZohoState, field: string, value: unknown, target: ModuleName | 'users'): void {
  const id = z.object({ id: z.string() }).safeParse(value).data?.id;
  if (id === undefined) throw wrong(field, { expected_data_type: 'jsonobject' });
  const user = target === 'users' ? state.users.get(id) : undefined;
  if (target === 'users' ? user?.status !== 'active' : state.get(target, id) === undefined)
    throw new ZohoRefusal('INVALID_DATA', 'the id given seems to be invalid', { api_name: field });
}

function checkUnique(state: ZohoState, module: ModuleName, values: Values, before: Row | null): void {
  for (const [field, value] of Object.entries(values)) {
    if (!state.unique.has(`${module}.${field}`) || isEmpty(value)) continue;
    const other = state.rows(module).find((row) => row[field] === value && row.id !== before?.id);
    if (other !== undefined)
      throw new ZohoRefusal('DUPLICATE_DATA', 'duplicate data', {
        api_name: field,
        json_path: `$.data[0].${field}`,
        duplicate_record: { id: other.id, module: { api_name: module } },
        id: other.id,
      });
  }
}

const callTypes = ['Inbound', 'Outbound', 'Missed'];
const fixed = ['Call_Type', 'Call_Start_Time', 'Owner'] as const;

function checkedCall(state: ZohoState, values: Values, before: Row | null): Values {
  for (const field of before === null ? [] : fixed)
    if (field in values) throw wrong(field, { reason: 'cannot be changed' });
  const type = String(before?.Call_Type ?? values.Call_Type);
  if (!callTypes.includes(type)) throw wrong('Call_Type');
  if (Date.parse(String(values.Call_Start_Time)) > state.clock.now().getTime())
    throw wrong('Call_Start_Time');
  checkWhat(state, values);
  if (values.Call_Duration === undefined) return values;
  const seconds = secondsOf(values.Call_Duration);
  if (seconds === null) throw wrong('Call_Duration');
  if (seconds === 0 && type !== 'Missed')
    throw new ZohoRefusal('DEPENDENT_MISMATCH', 'Call Duration can not be zero', {
      api_name: 'Call_Duration',
    });
  return { ...values, Call_Duration_in_seconds: seconds };
}

/** A lead or deal stands in What, with the name of its module; a contact in Who. */
function checkWhat(state: ZohoState, { What_Id: what, $se_module: named }: Values): void {
  if (what === undefined || what === null) return;
  const id = z.object({ id: z.string() }).safeParse(what).data?.id;
  const module = typeof named === 'string' ? named : undefined;
  if (module === undefined)
    throw new ZohoRefusal('DEPENDENT_FIELD_MISSING', 'Dependent Fields missing', { api_name: '$se_module' });
  if (!isModule(module) || module === 'Contacts' || id === undefined || state.get(module, id) === undefined)
    throw new ZohoRefusal('INVALID_DATA', 'the id given seems to be invalid', { api_name: 'What_Id' });
}

/** `MM:SS` and `HH:MM:SS`. */
export function secondsOf(duration: unknown): number | null {
  const [whole, ...parts] = /^(?:(\d+):)?(\d\d):(\d\d)$/.exec(String(duration)) ?? [];
  if (whole === undefined) return null;
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return minutes > 59 || seconds > 59 ? null : hours * 3600 + minutes * 60 + seconds;
}

function checkStage(state: ZohoState, { Stage: stage, Pipeline: pipeline }: Values): void {
  if (stage === undefined) return;
  const known = state.pipelines.find(({ name }) => name === pipeline);
  if (known !== undefined && !known.stages.some((each) => each === stage))
    throw new ZohoRefusal('MAPPING_MISMATCH', "Pipeline doesn't contain the Stage", { api_name: 'Stage' });
}

const parent = z.object({ module: z.object({ api_name: z.string() }), id: z.string() });

function checkedNote(state: ZohoState, values: Values): Values {
  const found = parent.safeParse(values.Parent_Id).data;
  const module = found?.module.api_name;
  if (found === undefined || !isModule(module) || state.get(module, found.id) === undefined)
    throw new ZohoRefusal('INVALID_DATA', 'the id given seems to be invalid', { api_name: 'Parent_Id' });
  return values;
}
