/**
 * Words that a reasonable person reads as "no more texts", by language, over text in lower case without accents and signs.
 * What is read wrongly in doubt is put right by a person, who sees every such text; what is missed would go on texting.
 */

const messages = '(?:texts?|txts?|texting|txting|textin|sms|messages?|msgs?|messaging|messging)';
const please = '(?:please|pls|plz|plse|kindly)';
/** After these words it is about one time, not about all texts. */
const butOnlyThen =
  '(?! (?:before|after|until|till|while|during|when|tonight|today|tomorrow|on (?:mon|tues|wednes|thurs|fri|satur|sun)day))';

const patterns: Readonly<Record<string, readonly RegExp[]>> = {
  English: [
    new RegExp(
      `^(?:${please} )?stop(?: (?:${please}|now|it|this|that|already|immediately|thanks|thank you|ok|okay))+$`,
    ),
    new RegExp(`^(?:${please} )+stop$`),
    new RegExp(
      `\\b(?:stop|quit|cease|end) (?:(?:all|the|these|those|your|any|with|sending|getting|me|us|more) )*${messages}\\b`,
    ),
    /\bstop (?:sending|writing to|contacting|bothering|spamming|harassing) (?:me|us|this|these|them|my|stuff|anything)\b/,
    new RegExp(
      `\\b(?:do not|dont|never|no longer|not to) (?:ever )?(?:text|txt|sms|message|msg) (?:me|us|my|this|here)\\b${butOnlyThen}`,
    ),
    new RegExp(
      `\\b(?:do not|dont|no longer) (?:want|wish|need|send)(?: me| us| to)*(?: get| receive| have)?(?: any| more| these| your| further| the)* ${messages}\\b`,
    ),
    /\b(?:do not|dont|never) contact me (?:again|any ?more|by (?:text|sms|phone)|on this number|here)\b/,
    new RegExp(`\\bno (?:more|further) ${messages}\\b`),
    /\b(?:remove|delete|take|drop) (?:me|us|my (?:phone |mobile |cell )?number|this (?:phone |mobile |cell )?number)(?: off| from| out|$| please| pls| now| thanks)/,
    /^(?:please |pls |plz )?(?:remove|delete) (?:me|us|my number|this number)\b/,
    /\b(?:lose|forget|erase) my number\b/,
    /\b(?:unsubscribe|opt) (?:me|us)(?: out)?\b/,
    /\b(?:want|wish|like|choose|going|need) to (?:opt out|unsubscribe)\b/,
    /^(?:please |pls |plz )?(?:opt out|opting out|unsubscribe|optout)(?: please| pls| now| thanks| thank you| from .*)?$/,
    /\b(?:revoke|withdraw) (?:my )?(?:consent|permission)\b.*\b(?:text|texts|texting|sms|messages)\b/,
    /^(?:please |pls |plz )?leave me alone\b/,
    /^(?:sorry )?(?:you have |youve |u have |this is )?(?:got )?(?:the |a )?wrong (?:number|person)\b/,
  ],
  Spanish: [
    /^(?:por favor )?(?:baja|alto|parar|pare|paren|cancelar|detener)(?: por favor)?$/,
    /\b(?:deje|dejen|deja|dejad|paren?|para) de (?:enviar|enviarme|mandar|mandarme|escribir|escribirme|textear|textearme)\b/,
    /\bno (?:me )?(?:envie|envien|envies|mande|manden|mandes|escriba|escriban|escribas|textee)(?: \w+)? ?(?:mas|mensajes|textos|sms)\b/,
    /\bno (?:quiero|deseo)(?: recibir)? (?:mas )?(?:mensajes|textos|sms)\b/,
    /\b(?:no mas|basta de) (?:mensajes|textos|sms)\b/,
    /\b(?:darme de baja|deme de baja|borre mi numero|quite mi numero)\b/,
  ],
  French: [
    /^(?:svp |s il vous plait )?(?:arret|arretez|arrete|desabonner|desinscription|desabonnement)(?: svp| s il vous plait)?$/,
    /\b(?:arretez|arrete|cessez) de (?:m |me )?(?:envoyer|ecrire|texter|contacter|menvoyer|mecrire)\b/,
    /\bne (?:m |me |men)?(?:envoyez|envoie|ecrivez|ecris|textez|menvoyez|mecrivez) plus\b/,
    /\b(?:plus (?:de|aucun)|stop(?: aux)?) (?:sms|messages|textos)\b/,
    /\b(?:me desabonner|desabonnez moi|desinscrivez moi|retirez mon numero|supprimez mon numero)\b/,
  ],
  German: [
    /^(?:bitte )?(?:stopp|abmelden|abbestellen|aufhoren|austragen)(?: bitte)?$/,
    /\b(?:keine|nie wieder) (?:weiteren )?(?:sms|nachrichten|textnachrichten|mitteilungen)(?: mehr)?\b/,
    /\b(?:schreiben|texten|simsen) sie mir (?:bitte )?(?:nicht mehr|keine)\b/,
    /\b(?:horen sie auf|hor auf)\b.*\b(?:schreiben|texten|schicken|senden|sms|nachrichten)\b/,
    /\b(?:loschen|entfernen|streichen) sie meine (?:nummer|handynummer)\b/,
  ],
  Italian: [
    /^(?:per favore )?(?:basta|fermati|fermatevi|cancellami|disiscrivimi)(?: per favore)?$/,
    /\b(?:basta|stop|niente piu) (?:messaggi|sms)\b/,
    /\bnon (?:mi )?(?:mandate|mandi|mandare|inviate|invii|scrivete|scrivetemi|scriva|inviatemi|mandatemi) (?:piu|altri)\b/,
    /\bsmett\w+ di (?:scriver|mandar|inviar)\w*\b/,
    /\b(?:cancellate|cancelli|togliete|rimuovete) il mio numero\b/,
  ],
  Portuguese: [
    /^(?:por favor )?(?:parar|pare|parem|sair|remover)(?: por favor)?$/,
    /\b(?:pare|parem|para) de (?:me )?(?:enviar|mandar|escrever)\b/,
    /\bnao (?:me )?(?:envie|enviem|mande|mandem|escreva|escrevam) mais\b/,
    /\b(?:chega de|nao quero mais|sem mais) (?:mensagens|sms|textos)\b/,
    /\b(?:remova|retire|apague) (?:o )?meu numero\b/,
  ],
  Polish: [
    /\bprosze (?:mi )?nie (?:pisac|wysylac|smsowac)\b/,
    /\b(?:nie|przestancie|przestan|przestac) (?:mi )?(?:wysylajcie|piszcie|wysylaj|pisz|wysylac|pisac)(?: mi| do mnie)?(?: wiecej| juz| smsow| wiadomosci|$)/,
    /\b(?:zadnych|koniec) (?:wiecej )?(?:smsow|wiadomosci)\b/,
    /\b(?:wypiszcie|wypisz|usuncie) (?:mnie|moj numer)\b/,
  ],
  Dutch: [
    /^(?:graag )?(?:afmelden|uitschrijven|stoppen)(?: aub| graag)?$/,
    /\bgeen (?:sms|smsjes|berichten|berichtjes) meer\b/,
    /\bstop (?:a?u?b? ?)?met (?:sms\w*|berichten|appen|sturen)\b/,
    /\bverwijder mijn nummer\b/,
  ],
  Welsh: [/\bpeidiwch a (?:thecstio|tecstio|negeseuo|anfon)\b/, /\bdim (?:mwy o )?(?:negeseuon|decst\w*)\b/],
  Vietnamese: [/\b(?:ngung|dung) (?:nhan tin|gui tin)\b/, /\bkhong nhan tin nua\b/, /\bhuy dang ky\b/],
  Turkish: [/\b(?:mesaj|sms) (?:atmayin|gondermeyin|istemiyorum)\b/, /^(?:iptal|dur)$/],
  Chinese: [
    /退订|退訂|取消订阅|取消訂閱|(?:不要|别|別|勿|请勿|請勿)再?(?:给我|給我)?(?:发|發|传|傳)(?:短信|信息|訊息|简讯|簡訊|了)|停止(?:发送|發送|短信|簡訊)/,
  ],
  // Without the signs above and below the letters, which go with the accents.
  Arabic: [/الغاء الاشتراك|(?:توقف|توقفوا) عن|لا (?:ترسل|ترسلوا|ترسلي)|(?:اوقف|اوقفوا) (?:الرسايل|ارسال)/],
  Hindi: [/(?:मसज|सदश|एसएमएस)\s*(?:मत|न|बद)|(?:मत|बद)\s*(?:भज|कर)/],
  Urdu: [/(?:میسج|پیغام|پیغامات)\s*(?:مت|نہ|بند)/],
};

/** Said with "stop", "end" or "cancel", and about something else. */
const aboutSomethingElse: readonly RegExp[] = [
  /\b(?:dont|do not|never|cant|cannot|wont) (?:ever )?stop\b/,
  /\bstop(?:ped|ping|s)? (?:by|in|at|off|over|round|around|past|here|outside)\b/,
];

/** `plain`: as `plainWords` leaves it. */
export function optsOut(plain: string): boolean {
  if (plain === '' || plain.length > 1000) return false;
  const told = aboutSomethingElse.reduce((text, pattern) => text.replace(pattern, ' '), plain).trim();
  return Object.values(patterns).some((list) => list.some((pattern) => pattern.test(told)));
}

export const languages = Object.keys(patterns);
