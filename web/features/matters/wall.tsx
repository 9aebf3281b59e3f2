import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useStaffOptions } from './firm-lists.ts';
import { FormDialog, useSaving } from './form-frame.tsx';
import { type Matter, matterQuery } from './matter-queries.ts';
import { useFields } from './use-fields.ts';

/** Who sees the matter: everybody, or only the named. The person responsible and administrators may change it. */
export function Wall({ matter }: { matter: Matter }): ReactNode {
  const { t } = useTranslation('matters');
  const { staff: me } = useMe();
  const staff = useStaffOptions(matter.accessStaffIds);
  const [editing, setEditing] = useState(false);
  const mayEdit = me.role !== 'member' || matter.personResponsibleId === me.id;
  const names = staff.filter(({ value }) => matter.accessStaffIds.includes(value)).map(({ label }) => label);
  return (
    <>
      {matter.restricted ? (
        <>
          <StateBadge state="private">{t('restricted')}</StateBadge>
          <div className="wall__names">{names.join(', ')}</div>
        </>
      ) : (
        <div>{t('everybodySees')}</div>
      )}
      {mayEdit && (
        <button type="button" className="link-button" onClick={() => setEditing(true)}>
          {matter.restricted ? t('changeWall') : t('restrict')}
        </button>
      )}
      {editing && <WallDialog matter={matter} onClose={() => setEditing(false)} />}
    </>
  );
}

function WallDialog({ matter, onClose }: { matter: Matter; onClose: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  const { staff: me } = useMe();
  const client = useQueryClient();
  const staff = useStaffOptions(matter.accessStaffIds);
  const before = { restricted: matter.restricted, staffIds: matter.accessStaffIds };
  const form = useFields({
    restricted: true,
    staffIds: matter.restricted
      ? matter.accessStaffIds
      : [...new Set([me.id, ...(matter.personResponsibleId === null ? [] : [matter.personResponsibleId])])],
  });
  const set = async (wall: { restricted: boolean; staffIds: string[] }) => {
    const after = await api('PUT /api/v1/matters/:id/wall', { params: { id: matter.id }, body: wall });
    await client.invalidateQueries({ queryKey: ['matters'] });
    return after;
  };
  const saving = useSaving(form, set, (after) => {
    client.setQueryData(
      matterQuery(matter.id).queryKey,
      (now) => now && { ...now, restricted: after.restricted, accessStaffIds: after.staffIds },
    );
    onClose();
    // Who has just shut himself out cannot open the wall again: nothing is offered that would fail.
    const stillIn = !after.restricted || after.staffIds.includes(me.id);
    showDone(after.restricted ? t('wallSet') : t('wallOpened'), stillIn ? () => set(before) : undefined);
  });
  const { restricted, staffIds } = form.values;
  return (
    <FormDialog title={t('whoSees')} saveLabel={t('save')} saving={saving} onClose={onClose} size={460}>
      <p className="quiet">{t('wallBody')}</p>
      <Checkbox
        label={t('restrictToNamed')}
        checked={restricted}
        onChange={(event) => form.setFieldValue('restricted', event.currentTarget.checked)}
        data-autofocus
      />
      {restricted && (
        <Checkbox.Group
          label={t('theySee')}
          value={staffIds}
          onChange={(ids) => form.setFieldValue('staffIds', ids)}
          error={form.errors.staffIds}
        >
          <div className="form-fields wall__staff">
            {staff.map(({ value, label }) => (
              <Checkbox
                key={value}
                value={value}
                label={value === me.id ? t('nameYou', { name: label }) : label}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {restricted && !staffIds.includes(me.id) && (
        <p className="wall__warning" role="status">
          {t('wallWithoutYou')}
        </p>
      )}
    </FormDialog>
  );
}
