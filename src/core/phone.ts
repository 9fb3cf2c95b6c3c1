// Under which id WhatsApp knows a number that a colleague typed: digits with country code, whatever spaces, zeros or scripts they were written in.
// A number without a country code is read as Dutch. It does not tell whether anybody answers there.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Digits without `+`, or the business-scoped user id as it is (`NL.1349…`, WhatsApp 2026); undefined when it is neither. */
export function whatsappId(text: string): string | undefined {
  const given = text.trim()
  if (/^(?=.*[A-Za-z])[A-Za-z0-9._:-]{1,140}$/.test(given)) return given
  const number = parsePhoneNumberFromString(/^[1-9]\d{9,14}$/.test(given) ? `+${given}` : given, 'NL')
  return number?.isPossible() ? number.number.slice(1) : undefined
}
