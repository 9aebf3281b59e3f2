import { type ReactNode, useState } from 'react';
import { call } from '../../call.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import type { Appointment, Reply as Given } from './appointment.ts';
import { say } from './words.ts';

const choices = [
  { answer: 'accepted', word: 'yes' },
  { answer: 'tentative', word: 'maybe' },
  { answer: 'declined', word: 'no' },
] as const;

interface Props {
  appointment: Appointment;
  onChanged: () => Promise<void>;
}

/** Yes, maybe or no; the last answer can be undone. */
export function Reply(props: Props): ReactNode {
  const { answer } = props.appointment;
  const { firmName: firm } = useSignedIn().seat;
  const { task, before, undone, choose, undo } = useReply(props);
  return (
    <fieldset className="p-reply">
      <legend>{say('canYouCome')}</legend>
      <div className="p-actions">
        {choices.map((choice) => (
          <Button
            key={choice.answer}
            look={answer === choice.answer ? 'main' : 'plain'}
            busy={task.busy}
            aria-pressed={answer === choice.answer}
            onClick={() => choose(choice.answer)}
          >
            {say(choice.word)}
          </Button>
        ))}
      </div>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <div role="status">
        {before !== null && answer !== 'needs-action' && (
          <div className="p-notice" data-kind="good">
            {say('told', { answer: say(`answer_${answer}`), firm })}
            <Button look="quiet" busy={task.busy} onClick={undo}>
              {say('undo')}
            </Button>
          </div>
        )}
        {undone && <div className="p-notice">{say('undone', { firm })}</div>}
      </div>
    </fieldset>
  );
}

/** `before`: what the answer was; undoing goes back to it, or to none. */
function useReply({ appointment: { id, sequence, answer }, onChanged }: Props) {
  const [before, setBefore] = useState<Appointment['answer'] | null>(null);
  const [undone, setUndone] = useState(false);
  const task = useTask();
  const give = (given: Given) =>
    call('POST /portal/api/appointments/:id/answer', { params: { id }, body: { answer: given, sequence } });
  // It is read again also after a refusal: it moved meanwhile, or is over.
  const choose = (given: Given) =>
    void task
      .run(async () => {
        await give(given);
        setBefore(answer);
        setUndone(false);
      })
      .finally(onChanged);
  const undo = () =>
    void task
      .run(async () => {
        if (before === null || before === 'needs-action')
          await call('DELETE /portal/api/appointments/:id/answer', { params: { id } });
        else await give(before);
        setBefore(null);
        setUndone(true);
      })
      .finally(onChanged);
  return { task, before, undone, choose, undo };
}
