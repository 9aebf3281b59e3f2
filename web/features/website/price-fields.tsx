import { Button, Textarea, TextInput } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { ChoiceSelect } from '../fee-scales/choice-select.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import type { Parts } from './form-fields.tsx';
import { everyWidgetKey, widgetQuery } from './queries.ts';
import { nations, sides, type Widget } from './typed.ts';

/** What the price page says beside the figures, and whether anybody may read it. */
export function PriceFields({
  typed,
  onType,
  faults,
  refused,
  widget,
}: Parts & { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  const asked = sides.filter(
    (side) =>
      typed.transactions.includes(side) ||
      (typed.transactions.includes('sale_and_purchase') && (side === 'sale' || side === 'purchase')),
  );
  const text = (name: 'staff' | 'complaints') => (
    <Textarea
      label={t(name)}
      autosize
      minRows={3}
      maxLength={6000}
      value={typed[name]}
      error={refused[`prices.${name}`]}
      onChange={({ currentTarget }) => onType({ [name]: currentTarget.value })}
    />
  );
  return (
    <SettingsBlock title={t('pricesTitle')} about={t('pricesAbout')}>
      <div className="website-form">
        <Published widget={widget} />
        <ChoiceSelect
          label={t('nation')}
          value={typed.nation}
          options={nations}
          name={(nation) => t(`nation_${nation}`)}
          onChoose={(nation) => onType({ nation })}
        />
        <TextInput
          label={t('typicalPrices')}
          description={t('typicalPricesAbout')}
          value={typed.typicalPrices}
          error={faults.typicalPrices ? t('typicalWrong') : refused['prices.typicalPrices']}
          onChange={({ currentTarget }) => onType({ typicalPrices: currentTarget.value })}
        />
        {asked.map((side) => (
          <Textarea
            key={side}
            label={t('stages', { side: t(`side_${side}`) })}
            description={t('stagesAbout')}
            autosize
            minRows={3}
            maxLength={6000}
            value={typed.stages[side]}
            onChange={({ currentTarget }) =>
              onType({ stages: { ...typed.stages, [side]: currentTarget.value } })
            }
          />
        ))}
        {text('staff')}
        {text('complaints')}
        <TextInput
          label={t('regulatorName')}
          placeholder={t('regulatorExample')}
          value={typed.regulatorName}
          maxLength={200}
          onChange={({ currentTarget }) => onType({ regulatorName: currentTarget.value })}
        />
        <TextInput
          label={t('regulatorNumber')}
          value={typed.regulatorNumber}
          maxLength={50}
          onChange={({ currentTarget }) => onType({ regulatorNumber: currentTarget.value })}
        />
      </div>
    </SettingsBlock>
  );
}

function Published({ widget }: { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  const client = useQueryClient();
  const { published } = widget.prices;
  const switching = useMutation({
    mutationFn: () =>
      api('PATCH /api/v1/widgets/:id', {
        params: { id: widget.id },
        body: { prices: { ...widget.prices, published: !published } },
      }),
    onSuccess: (after) => {
      client.setQueryData(widgetQuery(widget.id).queryKey, after);
      void client.invalidateQueries({ queryKey: everyWidgetKey });
      showDone(t('saved'));
    },
    onError: (error) => showProblem(error),
  });
  return (
    <>
      <div className="website-buttons">
        <Button
          variant="default"
          role="switch"
          aria-checked={published}
          loading={switching.isPending}
          onClick={() => switching.mutate()}
        >
          {t('publish')}: {t(published ? 'on' : 'off')}
        </Button>
        <a href={new URL(widget.pricesUrl).pathname} target="_blank" rel="noopener">
          {t('openPrices')} <IconExternalLink size={16} stroke={1.75} aria-hidden />
        </a>
      </div>
      {published && <CopyField label={t('pricesLink')} value={widget.pricesUrl} />}
    </>
  );
}
