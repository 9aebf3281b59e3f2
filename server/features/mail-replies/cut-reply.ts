/**
 * What somebody wrote above a quoted mail: quotes, what introduces them, and signatures are cut. Pure, and line by line without
 * backtracking, since anybody may send it anything. In doubt it keeps: a quote too much is ugly, a sentence too little is a loss.
 */

/** Stands in our mails, above everything that a program quotes of them. */
export const answerAbove = 'Write your answer above this line';

const mostChars = 200_000;
/** Programs break what introduces a quote into so many lines at most. */
const mostIntroLines = 4;
const mostSignatureLines = 15;

export function cutReply(text: string): string {
  const lines = text.slice(0, mostChars).replaceAll(/\r\n?/g, '\n').replaceAll('\u00a0', ' ').split('\n');
  return withoutSignature(withoutQuotes(lines)).join('\n').trim();
}

const bare = (line: string) => line.replaceAll(/[\s>*_]+/g, ' ').trim();
const isQuoted = (line: string) => /^\s*>/.test(line);
const isBlank = (line: string) => line.trim() === '';
/** Nobody introduces a quote in so many letters; longer lines are not looked at by patterns at all. */
const longestIntro = 400;
const isMarker = (line: string) =>
  line.length <= longestIntro &&
  line.toLowerCase().includes(answerAbove.toLowerCase()) &&
  bare(line).length < 60;

/** Quotes with `>` are taken out wherever they stand; all else that is quoted goes on to the end. */
function withoutQuotes(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const intro = introAt(lines, at);
    if (intro === 'to the end' || (isMarker(line) && !isQuoted(line))) break;
    if (intro !== null) at += intro;
    else if (isQuoted(line) && belongsToQuote(lines, at)) at += 1;
    else {
      kept.push(line);
      at += 1;
    }
  }
  return kept;
}

/** Somebody may begin a line of their own with ">": a quote has several such lines, or an intro before it. */
function belongsToQuote(lines: readonly string[], at: number): boolean {
  const near = [lines[at - 1], lines[at + 1]].some((line) => line !== undefined && isQuoted(line));
  return near || lines.slice(at + 1).every(isBlank) || isBlank(lines[at - 1] ?? '');
}

/** What introduces a quote here: how many lines it has, or that everything from here on is quoted; null: nothing. */
function introAt(lines: readonly string[], at: number): number | 'to the end' | null {
  const line = lines[at] ?? '';
  if (isQuoted(line) || isBlank(line) || line.length > longestIntro) return null;
  if (isDivider(lines, at) || isHeaderBlock(lines, at)) return 'to the end';
  for (let count = 1; count <= mostIntroLines && at + count <= lines.length; count += 1) {
    const intro = lines.slice(at, at + count);
    if (intro.some((one) => isBlank(one) || isQuoted(one) || one.length > longestIntro)) return null;
    if (!isIntro(intro.map((one) => one.trim()).join(' '))) continue;
    const next = lines.slice(at + count).find((one) => !isBlank(one));
    return next !== undefined && isQuoted(next) ? count : namesAddress(intro.join(' ')) ? 'to the end' : null;
  }
  return null;
}

const wroteWords =
  /(?<!\p{L})(?:wrote|schrieb|geschrieben|a écrit|escribió|ha scritto|schreef|escreveu|skrev|kirjoitti|napisał|napisała|napisał\(a\)|pisze|napsal|napsala|írta|a scris|yazdı|έγραψε|пишет|написал|написала)(?!\p{L})|写道|寫道|のメール|님이 작성|כתב/iu;

/** "On Mon, 2 Mar 2026 at 09:15, Hartley & Reid <…> wrote:" in the language of whoever's program it is. */
function isIntro(text: string): boolean {
  if (text.length > longestIntro || !/[:：]$/.test(text) || !/\d/.test(text)) return false;
  // Japanese and Russian programs write time and address alone.
  return (
    wroteWords.test(text) ||
    (namesAddress(text) && /\d{1,2}[:.]\d{2}/.test(text) && />\s?[:：]$|[年]/.test(text))
  );
}

const namesAddress = (text: string) => /<?[^\s<>@]{1,64}@[^\s<>@]{1,255}/.test(text);

const dividerWords =
  /original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d.origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|исходное сообщение|原始邮件|元のメッセージ/iu;

/** "-----Original Message-----", or Outlook's line of underscores above its header. */
function isDivider(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (/^-{2,}.{4,60}-{2,}$/.test(line)) return dividerWords.test(line);
  return (
    /^_{10,}$/.test(line) &&
    nextLines(lines, at + 1, 2).some((_, index) => isHeaderBlock(lines, at + 1 + index))
  );
}

const fromLabel =
  /^(?:from|von|de|da|van|fra|från|lähettäjä|od|feladó|gönderen|от|від|发件人|寄件者|差出人|보낸 사람)\s*[:：]/iu;
const otherLabels =
  /^(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|assunto|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|wysłano|do|temat|odesláno|komu|předmět|отправлено|кому|тема|发送时间|收件人|主题|送信日時|宛先|件名|日付)\s*[:：]/iu;

/** Outlook's "From: … Sent: … To: … Subject: …". */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!fromLabel.test(bare(lines[at] ?? ''))) return false;
  return (
    nextLines(lines, at + 1, 5).filter((line) => line.length < 1_000 && otherLabels.test(bare(line)))
      .length >= 2
  );
}

const nextLines = (lines: readonly string[], from: number, count: number) => lines.slice(from, from + count);

const mobileSignature =
  /^(?:sent (?:from|via|with) |get outlook for |von meinem .{1,40}gesendet|gesendet (?:mit|von|über) |envoyé (?:de|depuis|à partir d) ?|télécharger outlook|enviado (?:desde|do|de|com|a partir do) |obtener outlook|inviato d[ao] |scarica outlook|verstuurd va(?:n|naf) |verzonden (?:van|vanaf|met) |skickat från |sendt fra |lähetetty |wysłane (?:z|ze) |wysłano z |odesláno z |отправлено (?:с|из) |从我的.{1,20}发送|发自我的|iphoneから送信)/iu;

/** From the line that sets a signature off ("-- "), and what a telephone writes under every mail. */
function withoutSignature(lines: readonly string[]): string[] {
  const delimiter = lines.findIndex((line) => /^--\s?$/.test(line));
  const short =
    delimiter >= 0 && lines.slice(delimiter).filter((line) => !isBlank(line)).length <= mostSignatureLines;
  const kept = short ? lines.slice(0, delimiter) : [...lines];
  while (kept.length > 0) {
    const last = (kept.at(-1) ?? '').trim();
    if (last !== '' && !(last.length <= 80 && mobileSignature.test(last))) break;
    kept.pop();
  }
  return kept;
}
