// How a human reached the person: one list of words, so that a record can be read back and counted.
// It knows the usual spellings of other programs and guesses at nothing else: an unknown word could be a call that nobody answered.
import { z } from 'zod'

const hows = ['call', 'visit', 'video', 'message', 'emergency_services', 'no_answer'] as const

const spellings: Record<(typeof hows)[number], readonly string[]> = {
  call: ['called', 'phone', 'phone_call', 'telephone', 'spoke', 'spoke_by_phone'],
  visit: ['visited', 'in_person', 'spoke_in_person', 'met'],
  video: ['video_call'],
  message: ['wrote', 'written', 'text', 'chat', 'reply'],
  emergency_services: ['called_112', '112'],
  no_answer: ['noanswer', 'not_reached', 'no_reply', 'voicemail', 'unreachable'],
}

/** `no_answer`: tried, and nobody was reached; that is no contact, and the next is asked. */
export const ContactHow = z
  .string()
  .max(80)
  .overwrite(howOf)
  .refine((how) => hows.some((known) => known === how), `must be one of ${hows.join(', ')}`)
  .meta({ enum: [...hows], description: '"no_answer" means that nobody was reached: the next is asked' })

function howOf(told: string): string {
  const word = told
    .trim()
    .toLowerCase()
    .replaceAll(/[.!]+$/g, '')
    .replaceAll(/[\s_-]+/g, '_')
  return hows.find((how) => how === word || spellings[how].includes(word)) ?? word
}
