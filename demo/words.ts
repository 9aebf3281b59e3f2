/** What people say and write in the demo. */

export const textsIn: readonly string[] = [
  'Hi, any news on the searches? Thanks',
  'I have signed and posted the forms this morning 👍',
  'Running 10 minutes late for our meeting, sorry!',
  'Can you ring me after 4 please? In meetings till then.',
  'The lender says they have sent the offer to you. Have you got it?',
  'Please use my new e-mail address from now on, I will send it separately.',
  'Thank you so much for your help today.',
  'Is Friday still realistic for exchange?',
  'I found the guarantee papers, do you need the originals?',
  'Merci, c’est parfait. I will transfer the money tomorrow.',
  'My sister would like to come to the meeting too, is that all right?',
  'Got your letter. Happy to go ahead.',
];

export const textsOut: readonly string[] = [
  'Your appointment is confirmed for tomorrow at 10.30. Please bring photo ID. Harbour & Reid',
  'We have tried to call you. Please ring us when convenient. Harbour & Reid',
  'We have received your signed documents, thank you. Harbour & Reid',
  'Contracts have been exchanged. We will call you this afternoon. Harbour & Reid',
];

export const voicemails: readonly string[] = [
  'Hello, it is me about the house. Could you call me back when you have a moment? I am in until five. Thank you.',
  'Hi there, just to say that the survey has come back and there is something about the roof. I would like to talk it over before we go any further.',
  'Good morning. I have a question on the last bill, nothing urgent. Ring me any time this week.',
  'Hello, I have had a letter from the other side which I do not understand at all. Please call me as soon as you can.',
  'Hi, it is about Thursday. I cannot make two o’clock, would four work? Bye.',
];

export const pictures: readonly string[] = [
  'This is the stain in the back bedroom. Was it in the survey?',
  'Here is the fence that we talked about.',
  'The letter that came today, can you read it?',
];

export const faxSubjects: readonly (readonly [heading: string, lines: readonly string[]])[] = [
  [
    'Replies to enquiries',
    ['1. The boiler was serviced in March.', '2. The seller knows of no dispute.', '3. Please see attached.'],
  ],
  [
    'Notice of hearing',
    ['The hearing is listed for half a day.', 'Bundles by 4 pm two working days before.'],
  ],
  ['Mortgage offer', ['We enclose the offer and the conditions.', 'Please return the deed when signed.']],
  ['Redemption statement', ['To redeem on the day of completion, please send the sum below.']],
];
