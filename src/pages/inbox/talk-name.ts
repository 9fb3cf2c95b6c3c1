// What someone is called on screen before and after their record is known.
import { t } from './state.ts'
import type { Thread } from './thread.ts'

export function nameIn({ person }: Thread): string {
  return person?.firstName ?? (person?.linked === false ? t.value.person.guest : t.value.someone)
}
