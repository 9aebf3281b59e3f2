import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/spotlight/styles.layer.css';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { paths } from '../paths.ts';
import type { NavItem } from './nav.ts';

const typingMs = 150;
const most = 6;
const [store, finder] = createSpotlight();

/** Ctrl+K: a matter, a contact or a page, found by a few letters and opened. */
export function Finder(props: { pages: readonly NavItem[]; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['shell', 'nav']);
  const navigate = useNavigate();
  const [text, setText] = useState('');
  useEffect(() => finder.open(), []);
  const [q] = useDebouncedValue(text.trim(), typingMs);
  const query = { limit: most, ...(q !== '' && { q }) };
  const matters = useQuery({
    queryKey: ['matters', 'finder', q],
    queryFn: ({ signal }) => api('GET /api/v1/matters', { query, signal }),
    placeholderData: keepPreviousData,
  });
  const contacts = useQuery({
    queryKey: ['contacts', 'finder', q],
    queryFn: ({ signal }) => api('GET /api/v1/contacts', { query, signal }),
    placeholderData: keepPreviousData,
  });
  const pages = props.pages
    .map(({ to, label }) => ({ href: to, label: t(`nav:${label}`) }))
    .filter(({ label }) => label.toLowerCase().includes(q.toLowerCase()));
  const groups = [
    {
      name: t('nav:matters'),
      lines: (matters.data?.items ?? []).map((matter) => ({
        href: `${paths.matters}/${matter.id}`,
        label: matter.title,
        description: matter.number ?? '',
      })),
    },
    {
      name: t('nav:contacts'),
      lines: (contacts.data?.items ?? []).map((contact) => ({
        href: `${paths.contacts}/${contact.id}`,
        label: contact.displayName,
        description: contact.companyName ?? '',
      })),
    },
    {
      name: t('nav:messages'),
      lines:
        q === ''
          ? []
          : [
              {
                href: `${paths.search}?${new URLSearchParams({ q })}`,
                label: t('finderMessages', { q }),
                description: '',
              },
            ],
    },
    { name: t('finderPages'), lines: pages.map((page) => ({ ...page, description: '' })) },
  ].filter(({ lines }) => lines.length > 0);
  const answered =
    q === text.trim() && [matters, contacts].every((asked) => !asked.isPending && !asked.isPlaceholderData);
  const enter = useEnter(text, answered, groups[0]?.lines[0]?.href);
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={text}
      onQueryChange={setText}
      onSpotlightClose={props.onClose}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search aria-label={t('finder')} placeholder={t('finderHint')} onKeyDownCapture={enter} />
      <Spotlight.ActionsList>
        {groups.map(({ name, lines }) => (
          <Spotlight.ActionsGroup key={name} label={name}>
            {lines.map(({ href, label, description }) => (
              <Spotlight.Action
                key={href}
                label={label}
                description={description}
                onClick={() => void navigate({ href })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/**
 * Enter before the answer to what is typed is there would open a line of the list before: it waits, and opens the first
 * line of the answer. Typing on takes it back.
 */
function useEnter(text: string, answered: boolean, first: string | undefined) {
  const navigate = useNavigate();
  const [pressedAt, setPressedAt] = useState<string>();
  const opens = answered && pressedAt === text;
  useEffect(() => {
    if (!opens) return;
    setPressedAt(undefined);
    if (first === undefined) return;
    finder.close();
    void navigate({ href: first });
  }, [opens, first, navigate]);
  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || answered || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    setPressedAt(text);
  };
}
