import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Button, Checkbox } from '@mantine/core';
import {
  IconCornerUpLeft,
  IconDeviceMobileMessage,
  IconLock,
  IconSend,
  IconWorld,
  IconX,
} from '@tabler/icons-react';
import { type ReactNode, type RefObject, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextWish } from '../texts/queries.ts';
import { TextChoice } from '../texts/text-choice.tsx';
import './composer.css';
import { MentionField } from './mention-field.tsx';
import { mentionedIn } from './mentions.ts';
import { externalsOf } from './people.ts';
import type { Message } from './queries.ts';
import { useThread } from './thread-context.ts';
import type { Draft } from './use-draft.ts';
import { useNames } from './use-names.ts';
import type { Sending } from './use-sending.ts';
import { useTellWriting } from './use-writing.ts';

const mostCharacters = 20_000;

export type ComposerProps = {
  draft: Draft;
  sending: Sending;
  field: RefObject<HTMLTextAreaElement | null>;
  replyTo: Message | null;
  onReplied: () => void;
  /** The mark of the message that is being written. */
  privileged: boolean;
  onPrivileged: (privileged: boolean) => void;
  /** Who gets it as a text, too. */
  texts: TextWish[];
  onTexts: (texts: TextWish[]) => void;
  /** Files that go with the message: what chooses and shows them, and those that are ready. */
  files?: {
    row: ReactNode;
    uploadIds: string[];
    /** Some are on their way still: the message waits for them. */
    waiting: boolean;
    onSent: () => void;
  };
};

/** The field for what one says. What leaves the firm looks, is called and is sent otherwise than what stays within. */
export function Composer(props: ComposerProps): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation, nameable } = useThread();
  const { draft, replyTo, files, privileged, field } = props;
  const outside = conversation.kind === 'external';
  const label = useFieldLabel();
  const tellWriting = useTellWriting(conversation.id);
  const about = useId();
  // What was put back comes with who was to be texted, in sight.
  const [opened, setOpened] = useState<boolean | null>(null);
  const texting = opened ?? props.texts.length > 0;
  const isLong = draft.text.length > mostCharacters;
  const isReady =
    !isLong && files?.waiting !== true && (draft.text.trim() !== '' || (files?.uploadIds.length ?? 0) > 0);

  // Whoever has just begun a conversation goes on to write.
  const begins = conversation.lastSeq === 0;
  useEffect(() => {
    if (begins) field.current?.focus();
  }, [begins, field]);

  function send(): void {
    if (!isReady) return;
    props.sending.send({
      body: draft.text,
      replyTo,
      mentions: mentionedIn(draft.text, nameable),
      privileged: outside && privileged,
      uploadIds: files?.uploadIds ?? [],
      texts: outside ? props.texts : [],
    });
    props.onTexts([]);
    setOpened(null);
    props.onPrivileged(false);
    props.onReplied();
    files?.onSent();
    field.current?.focus();
  }
  return (
    <form
      className="composer"
      data-outside={outside || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Audience id={about} />
      {replyTo && <ReplyChip to={replyTo} onStop={props.onReplied} />}
      <MentionField
        field={field}
        people={nameable}
        label={label}
        describedBy={about}
        text={draft.text}
        onText={(text) => {
          draft.setText(text);
          if (conversation.member && text !== '') tellWriting();
        }}
        enterSends={!outside}
        onSend={send}
      />
      {files?.row}
      {outside && texting && (
        <TextChoice
          conversationId={conversation.id}
          privileged={privileged}
          wishes={props.texts}
          onChange={props.onTexts}
        />
      )}
      {isLong && (
        <p className="composer__long" role="alert">
          {t('tooLong', { count: draft.text.length })}
        </p>
      )}
      <Foot {...props} isReady={isReady} texting={texting} onTexting={() => setOpened(!texting)} />
    </form>
  );
}

function Foot(
  props: ComposerProps & { isReady: boolean; texting: boolean; onTexting: () => void },
): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const outside = conversation.kind === 'external';
  return (
    <div className="composer__foot">
      {outside && (
        <Checkbox
          size="xs"
          label={t('privileged')}
          title={t('privilegedAbout')}
          checked={props.privileged}
          onChange={({ currentTarget }) => props.onPrivileged(currentTarget.checked)}
        />
      )}
      {outside && (
        <button
          type="button"
          className="composer__texts"
          aria-expanded={props.texting}
          data-chosen={props.texts.length > 0 || undefined}
          onClick={props.onTexting}
        >
          <IconDeviceMobileMessage size={14} stroke={1.75} aria-hidden />
          {props.texts.length === 0 ? t('alsoText') : t('alsoTextTo', { count: props.texts.length })}
        </button>
      )}
      <DraftState of={props.draft} />
      <span className="composer__keys">{t(outside ? 'keysOutside' : 'keysInside')}</span>
      <Button
        type="submit"
        size="xs"
        disabled={!props.isReady}
        leftSection={<IconSend size={14} stroke={1.75} aria-hidden />}
      >
        {t(outside ? 'sendOutside' : 'sendInside')}
      </Button>
    </div>
  );
}

function useFieldLabel(): string {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const names = useNames();
  if (conversation.kind !== 'external') return t('writeInside');
  const outside = externalsOf(conversation).map(({ name }) => name);
  return outside.length === 0 ? t('toNobodyOutside') : t('writeOutside', { names: names(outside) });
}

/** Who will read it, above the field. */
function Audience({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const outside = externalsOf(conversation).map(({ name }) => name);
  const one = outside.slice(0, 1).join('');
  const others = outside.length - 1;
  const names = others > 0 ? t('andOthers', { names: one, count: others }) : one;
  if (conversation.kind !== 'external')
    return (
      <p className="composer__audience" id={id}>
        <IconLock size={14} stroke={2} aria-hidden /> {t('onlyStaff')}
      </p>
    );
  return (
    <p className="composer__audience" id={id} title={outside.join(', ')}>
      <IconWorld size={14} stroke={2} aria-hidden />
      {outside.length === 0 ? t('toNobodyOutside') : t('toOutside', { names, count: outside.length })}
    </p>
  );
}

function ReplyChip({ to, onStop }: { to: Message; onStop: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <p className="composer__reply">
      <IconCornerUpLeft size={14} stroke={1.75} aria-hidden />
      <span className="composer__reply-name">{t('replyingTo', { name: to.author.name })}</span>
      <span className="composer__reply-words">{to.body}</span>
      <button type="button" aria-label={t('stopReplying')} onClick={onStop}>
        <IconX size={14} stroke={2} aria-hidden />
      </button>
    </p>
  );
}

function DraftState({ of }: { of: Draft }): ReactNode {
  const { t } = useTranslation('conversations');
  const words = { kept: 'draftKept', keeping: 'draftKeeping', failing: 'draftNotKept' } as const;
  return (
    <span className="composer__draft" role="status" data-failing={of.state === 'failing' || undefined}>
      {of.text !== '' && t(words[of.state])}
    </span>
  );
}
