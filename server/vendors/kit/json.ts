import { parse } from 'lossless-json';

const deepest = 200;

/**
 * Parses a vendor's JSON. Integers beyond 2^53 come back as their exact text instead of a rounded number, because
 * vendors send ids as JSON numbers (RingCentral's `conversationId` has 19 digits). A repeated key keeps its last value,
 * as `JSON.parse` does. Throws `SyntaxError`, and nothing else, for anything that is not JSON.
 */
export function parseVendorJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`JSON is nested deeper than ${deepest} levels`);
  return parse(text, null, { parseNumber: readNumber, onDuplicateKey: ({ newValue }) => newValue });
}

function readNumber(text: string): number | string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? text : value;
}

/** The parser calls itself for each level, so that hostile nesting would end the stack instead of the request. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}
