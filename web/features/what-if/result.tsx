import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { ownRecord, useDestinations } from '../options/destinations.ts';
import { type OptionName, sections, withChange } from '../options/options.ts';
import { optionsQuery } from '../options/use-options.ts';
import { useValueWords } from '../options/use-value-words.ts';
import { Apply } from './apply.tsx';
import { Changes } from './changes.tsx';
import { usePlace } from './place.ts';
import { whatIfQuery } from './queries.ts';
import { type Count, keyOf, sentenceOf, type WhatIf } from './words.ts';

/** What would differ: by kind, each kind opening its rows; and what can be done with it. */
export function Result({ run }: { run: WhatIf }): ReactNode {
  const { t } = useTranslation('what-if');
  const days = run.days === 365 ? t('year') : t('days', { count: run.days });
  const group = (because: Count['because']) => run.counts.filter((count) => count.because === because);
  const empty = run.state === 'done' && run.counts.length === 0;
  return (
    <div className="what-if">
      <Tried run={run} />
      {run.state === 'running' && <Looking run={run} days={days} />}
      {run.state === 'cancelled' && <p className="quiet">{t('stopped')}</p>}
      {run.state === 'failed' && <p className="what-if__failed">{t('failed')}</p>}
      {run.outdated && <p className="what-if__warning">{t('outdated')}</p>}
      {empty && <EmptyState title={t('nothing')}>{t('nothingBody', { days })}</EmptyState>}
      {run.state !== 'running' && (
        <>
          <Group title={t('becauseOptions')} counts={group('options')} run={run} />
          <Group title={t('becauseFacts')} about={t('becauseFactsAbout')} counts={group('facts')} run={run} />
          {run.state === 'done' && <Apply run={run} />}
        </>
      )}
    </div>
  );
}

/** Which options, in words; and where, when there are several places. */
function Tried({ run }: { run: WhatIf }): ReactNode {
  const { t } = useTranslation(['what-if', 'options']);
  const words = useValueWords();
  const [, setSearch] = useSearchState();
  const { data: view } = useQuery(optionsQuery);
  const names = sections.flatMap(({ rows }) => rows).filter(({ name }) => run.options[name] !== undefined);
  const value = (name: OptionName) => view && words(withChange(view, definedOf(run.options)).options, name);
  const place = usePlace(run);
  const several = useDestinations(run.destination).length > 0;
  return (
    <div className="what-if__tried">
      <div className="what-if__what">
        {(several || place !== null) && (
          <p className="what-if__place">{place === null ? t('forFirm') : t('forPlace', { place })}</p>
        )}
        <ul className="what-if__options" aria-label={t('tried')}>
          {names.map(({ name, title }) => (
            <li key={name}>
              {t('triedOption', { option: t(title, { ns: 'options' }), value: value(name) ?? '' })}
            </li>
          ))}
        </ul>
      </div>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setSearch({ run: undefined, kind: undefined, for: run.destination }, { push: true })}
      >
        {t('otherOptions')}
      </Button>
    </div>
  );
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(options: T): Defined<T> {
  const defined: Defined<T> = {};
  return Object.assign(
    defined,
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  );
}

function Looking({ run, days }: { run: WhatIf; days: string }): ReactNode {
  const { t } = useTranslation('what-if');
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api('POST /api/v1/what-if/:id/cancel', { params: { id: run.id } }),
    onError: (error) => showProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: whatIfQuery(run.id).queryKey }),
  });
  return (
    <div className="what-if__looking" role="status">
      <ProgressLine label={t('looking', { days })} value={run.progress} hint={t('lookingHint')} />
      <Button variant="default" size="xs" disabled={stop.isPending} onClick={() => stop.mutate()}>
        {t('stop')}
      </Button>
    </div>
  );
}

function Group(props: { title: string; about?: string; counts: readonly Count[]; run: WhatIf }): ReactNode {
  const { counts, run } = props;
  const [search, setSearch] = useSearchState();
  const several = useDestinations(run.destination).length > 0;
  if (counts.length === 0) return null;
  return (
    <section className="what-if__group" aria-label={props.title}>
      <h2 className="what-if__title">{props.title}</h2>
      {props.about && <p className="quiet">{props.about}</p>}
      <ul className="what-if__counts">
        {counts.map((count) => {
          const key = keyOf(count);
          const open = search.kind === key;
          return (
            <li key={key} className="what-if__kind" data-open={open || undefined}>
              <button
                type="button"
                className="what-if__count"
                aria-expanded={open}
                onClick={() => setSearch({ kind: open ? undefined : key })}
              >
                <CountWords count={count} several={several} />
              </button>
              {open && <Changes run={run} count={count} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** With several destinations each count says at which, the firm's own record too. */
function CountWords({ count: one, several }: { count: Count; several: boolean }): ReactNode {
  const { t } = useTranslation('what-if');
  const { locale } = useFirmFormat();
  const { count } = one;
  const own = several && one.destination === ownRecord ? t('ownRecord') : null;
  const place = one.destinationName ?? own;
  // "2 fees in Smokeball would …"
  const here = (words: string) => (place === null ? words : `${words} ${t('at', { name: place })}`);
  const number = count.toLocaleString(locale);
  const sentence = sentenceOf(one);
  const was =
    'was' in sentence ? here(t(`noun_${sentence.was}`, { count }).replace(String(count), number)) : '';
  const becomes = 'becomes' in sentence ? t(`plain_${sentence.becomes}`, { count }) : '';
  const reason = 'reason' in sentence ? t(`reason_${sentence.reason}`) : '';
  return (
    <>
      <span className="what-if__sentence">
        {t(sentence.say, { was, becomes, reason, number: here(number) })}
      </span>
      {one.stays > 0 && <span className="what-if__stays">{t('stays', { count: one.stays })}</span>}
    </>
  );
}
