import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { useMayDo, useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import '../sign-in/entry-form.css';
import { HandOver, successorField } from './hand-over.tsx';
import { InvitationNote } from './invitation-note.tsx';
import { StaffFacts } from './staff-facts.tsx';
import { StaffFields, useStaffChecks } from './staff-fields.tsx';
import { bodyBefore, bodyOf, fieldErrorsOf, type StaffValues, valuesOf } from './staff-form.ts';
import type { StaffMember } from './staff-names.ts';
import { SignInState } from './staff-page.tsx';
import { useStaffWrites } from './staff-writes.ts';

/** One person: how they sign in, their fields, and the way out. */
export function StaffDetail({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation('staff');
  const { staff: me } = useMe();
  const isAdministrator = useMayDo('owner', 'administrator');
  const mayChange = isAdministrator && (me.role === 'owner' || staff.role !== 'owner');
  return (
    <div className="staff-detail">
      <div className="staff-detail__head">
        <span className="staff-face" aria-hidden>
          {staff.firstName.charAt(0)}
          {staff.lastName.charAt(0)}
        </span>
        <h2 className="staff-detail__title">
          {staff.firstName} {staff.lastName}
        </h2>
        <SignInState staff={staff} />
      </div>
      {isAdministrator && !mayChange && <p className="quiet">{t('onlyOwners')}</p>}
      {mayChange && <InvitationNote staff={staff} />}
      {mayChange ? <StaffForm staff={staff} /> : <StaffFacts staff={staff} />}
    </div>
  );
}

function StaffForm({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation(['staff', 'settings']);
  const { firm } = useMe();
  const { country } = useFirmFormat();
  const { change } = useStaffWrites();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  /** Why a successor is asked for. */
  const [handOver, setHandOver] = useState<string>();
  const shown = (of: StaffMember) => valuesOf(of, (number) => formatPhone(number, country));
  const form = useForm({ initialValues: shown(staff), validate: useStaffChecks() });
  const name = `${staff.firstName} ${staff.lastName}`;

  function show(saved: StaffMember): void {
    form.setInitialValues(shown(saved));
    form.setValues(shown(saved));
  }
  async function save(values: StaffValues): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      show(await change(staff.id, bodyOf(values, firm.currency)));
      showDone(t('savedDone', { name }), async () => show(await change(staff.id, bodyBefore(staff))));
    } catch (error) {
      if (!atFields(error, form, fieldErrorsOf)) setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  async function setActive(active: boolean): Promise<void> {
    try {
      await change(staff.id, { active });
      showDone(active ? t('activatedDone', { name }) : t('deactivatedDone', { name }), () =>
        change(staff.id, { active: !active }),
      );
    } catch (error) {
      const asked = error instanceof ApiProblem ? error.fieldErrors[successorField] : undefined;
      if (asked === undefined) showProblem(error);
      else setHandOver(asked);
    }
  }
  return (
    <>
      <form
        className="staff-form"
        noValidate
        onSubmit={form.onSubmit((values) => void save(values), focusFirstError)}
      >
        <StaffFields form={form} />
        {problem !== undefined && <ProblemAlert error={problem} dense />}
        <div className="staff-form__foot">
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t('settings:save')}
          </Button>
          {form.isDirty() && (
            <Button variant="subtle" color="gray" onClick={() => form.reset()}>
              {t('settings:putBack')}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={() => void setActive(!staff.active)}>
            {staff.active ? t('deactivate') : t('activate')}
          </Button>
        </div>
      </form>
      {handOver !== undefined && (
        <HandOver leaver={staff} reason={handOver} onClose={() => setHandOver(undefined)} />
      )}
    </>
  );
}
