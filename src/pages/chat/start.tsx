// The first screen of the chat: who speaks here, and seven languages by their own names. Nothing is stored before one is chosen.
import { Brand } from '../look/brand.tsx'
import { begin, lang, said } from './talk.ts'
import { languages, words } from './words.ts'

export function Start() {
  const first = lang.value
  const order = [first, ...languages.filter((one) => one !== first)]
  return (
    <div class="start">
      <Brand />
      <h1 lang={first} dir="auto">
        {said.value.intro}
      </h1>
      <ul class="tongues">
        {order.map((one) => (
          <li key={one}>
            <button type="button" class="button tongue" lang={one} dir={words[one].direction} onClick={() => begin(one)}>
              <strong>{words[one].own}</strong>
              <span class="soft">{words[one].start}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
