/** What stands in the firm's own record and in the practice system in memory, in the words of the simulators' drivers. */
import type { Standing } from '../../../simulators/practice/conformance-driver.ts';
import type { FakePracticeSystem } from '../../testing/fake-practice-system.ts';
import type { PhoneWorld } from '../../testing/phone-world.ts';

export async function embeddedStanding(phone: PhoneWorld, reference: string | null): Promise<Standing[]> {
  const rows = await phone.query<{
    kind: 'fee' | 'task' | 'memo' | 'document';
    id: string;
    text: string;
    contact: string | null;
    matter: string | null;
    staff: string | null;
    billable: boolean | null;
    minutes: number | null;
    status: string | null;
    code: string | null;
  }>(
    `with e as (select id from log_entries where firm_id = $1 and ($2::text is null or reference = $2))
     select 'fee' as kind, f.id, subject || E'\n' || description as text, null as contact, matter_id as matter, staff_id as staff,
       billable, billed_minutes as minutes, null as status, activity_code_id as code
     from fees f join e on e.id = f.log_entry_id where f.firm_id = $1 and removed_at is null
     union all select 'task', t.id, subject || E'\n' || description, contact_id, matter_id, assignee_id, null, null, status, activity_code_id
     from tasks t join e on e.id = t.log_entry_id where t.firm_id = $1 and removed_at is null
     union all select 'memo', m.id, subject || E'\n' || body, contact_id, matter_id, staff_id, null, null, null, activity_code_id
     from memos m join e on e.id = m.log_entry_id where m.firm_id = $1 and removed_at is null
     union all select 'document', d.id, name || E'\n' || description, contact_id, matter_id, null, null, null, null, null
     from documents d join e on e.id = d.log_entry_id where d.firm_id = $1 and removed_at is null`,
    [phone.firm.id, reference],
  );
  const [code] = await phone.query<{ id: string }>(
    `select id from activity_codes where firm_id = $1 and label = 'ion8-CALL'`,
    [phone.firm.id],
  );
  return rows.map(({ kind, id, text, contact, matter, staff, billable, minutes, status, code: own }) => ({
    kind,
    id,
    // The code has a field of its own here.
    text: own !== null && own === code?.id ? `${text}\nion8-CALL` : text,
    contact,
    matter,
    staff,
    ...(billable === null ? {} : { billable }),
    ...(minutes === null ? {} : { minutes }),
    ...(status === null ? {} : { completed: status === 'completed' }),
  }));
}

export function fakeStanding(fake: FakePracticeSystem, reference: string | null): Standing[] {
  return [...fake.records.values()].flatMap(({ externalId, record, completed }): Standing[] => {
    if (!('interaction' in record)) return [];
    const ours = record.reference === reference || record.reference.startsWith(`${reference}-`);
    if (reference !== null && !ours) return [];
    const code = 'activityCode' in record ? record.activityCode : null;
    return [
      {
        kind: record.record,
        id: externalId,
        text: [record.subject, record.text, record.reference, code ?? ''].join('\n'),
        contact: record.contact?.id ?? null,
        matter: record.matter?.id ?? null,
        staff: (record.record === 'task' ? record.assignee : record.staff)?.id ?? null,
        ...(record.record === 'fee' ? { minutes: record.billedMinutes, billable: record.billable } : {}),
        ...(record.record === 'task' ? { completed } : {}),
        ...('file' in record ? { bytes: record.file.name } : {}),
      },
    ];
  });
}

/** Unlike anybody else's, and unlike a number. */
export function nameFor(number: string): string {
  const letters = [...number.slice(-4)].map((digit) => 'abcdefghij'[Number(digit)] ?? '').join('');
  return `Jane O${letters}`;
}
