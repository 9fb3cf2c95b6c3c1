// Help that is always in the same place: the two numbers that matter at night, and a way to a human.
import { MessageCircle, Phone, UserRound } from 'lucide-preact'
import { Modal } from '../look/modal.tsx'
import { said, say } from './talk.ts'

export function Help({ onClose }: { onClose: () => void }) {
  const t = said.value
  return (
    <Modal title={t.helpTitle} closeLabel={t.close} onClose={onClose}>
      <ul class="lines">
        <li>
          <a class="line urgent" href="tel:112">
            <Phone aria-hidden="true" />
            <span>
              <strong dir="ltr">112</strong>
              <span>{t.danger}</span>
            </span>
          </a>
        </li>
        <li>
          <a class="line" href="tel:113">
            <MessageCircle aria-hidden="true" />
            <span>
              <strong dir="ltr">113</strong>
              <span>{t.talk}</span>
            </span>
          </a>
        </li>
        <li>
          <button
            type="button"
            class="line"
            onClick={() => {
              say({ text: t.humanWord })
              onClose()
            }}
          >
            <UserRound aria-hidden="true" />
            <span>
              <strong>{t.askHuman}</strong>
            </span>
          </button>
        </li>
      </ul>
      <p class="meta">{t.leaveHint}</p>
    </Modal>
  )
}
