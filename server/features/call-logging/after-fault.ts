/** What a run that goes on by itself does after a fault of ours: it waits longer each time, and is given up after a few. */
const mostFailures = 5;

export interface AfterFault {
  givenUp: boolean;
  change: { failures: number; due_at: Date; updated_at: Date } & Partial<{ state: 'failed'; ended_at: Date }>;
}

export function afterFault({ failures: before }: { failures: number }, now: Date): AfterFault {
  const failures = before + 1;
  const givenUp = failures >= mostFailures;
  return {
    givenUp,
    change: {
      failures,
      due_at: new Date(now.getTime() + 2 ** failures * 1000),
      updated_at: now,
      ...(givenUp ? { state: 'failed', ended_at: now } : {}),
    },
  };
}
