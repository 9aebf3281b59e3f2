/** The words of notices: never a message's, a file's or a matter's. */

interface Words {
  subject: string;
  body: string;
}

export function welcomeMail(firm: string, link: string): Words {
  return {
    subject: `${firm} has a message for you`,
    body: `${firm} has opened a secure conversation with you, where you can read and send messages and files.\n\nRead it here:\n${link}\n\nThe address asks you to show that it is you. It is safe to keep: it shows nothing to anybody else.`,
  };
}

export function unreadMail(firm: string, link: string, count: number): Words {
  const messages = count === 1 ? 'A new message is' : `${count} new messages are`;
  return {
    subject: count === 1 ? `A new message from ${firm}` : `${count} new messages from ${firm}`,
    body: `${messages} waiting for you in your secure conversation with ${firm}.\n\nRead here:\n${link}\n\nThe address asks you to show that it is you.`,
  };
}

export function endedMail(firm: string, link: string): Words {
  return {
    subject: `Your conversation with ${firm} is closed`,
    body: `Your conversation with ${firm} is closed. You can still read it, and keep what is in it:\n${link}\n\nFor anything new, contact ${firm}.`,
  };
}
