// The fields of a person's record that staff may set, for adding and changing alike. It says every fault at once.
import type { Lang } from '../api.ts'
import { SelectField, TextField } from '../look/fields.tsx'
import { colleagues, t } from './state.ts'

export interface PersonFields {
  firstName: string
  lang: Lang
  trusted: string
  reserve: string
  municipality: string
}
export type PersonFaults = Partial<Record<keyof PersonFields, string>>

const languages: readonly Lang[] = ['ar', 'ti', 'fa', 'tr', 'so', 'en', 'nl']

export function faultsOf(fields: PersonFields, o: { needsTrusted: boolean }): PersonFaults {
  const words = t.value.people
  return {
    ...(fields.firstName.trim() === '' ? { firstName: words.needName } : {}),
    ...(o.needsTrusted && fields.trusted === '' ? { trusted: words.needTrusted } : {}),
    ...(fields.reserve !== '' && fields.reserve === fields.trusted ? { reserve: words.reserveSame } : {}),
  }
}

export function PersonFieldset({ fields, faults, onFields }: { fields: PersonFields; faults: PersonFaults; onFields: (fields: PersonFields) => void }) {
  const words = t.value.people
  const set = (part: Partial<PersonFields>) => onFields({ ...fields, ...part })
  return (
    <>
      <TextField
        label={words.firstName}
        value={fields.firstName}
        fault={faults.firstName}
        dir="auto"
        maxLength={60}
        autocomplete="off"
        onValue={(firstName) => set({ firstName })}
      />
      <SelectField label={words.language} value={fields.lang} onValue={(lang) => set({ lang: languages.find((one) => one === lang) ?? fields.lang })}>
        {languages.map((lang) => (
          <option key={lang} value={lang}>
            {t.value.language[lang]}
          </option>
        ))}
      </SelectField>
      <div class="pair">
        <SelectField label={words.trusted} value={fields.trusted} fault={faults.trusted} onValue={(trusted) => set({ trusted })}>
          <ColleagueOptions />
        </SelectField>
        <SelectField label={words.reserve} optional={t.value.optional} value={fields.reserve} fault={faults.reserve} onValue={(reserve) => set({ reserve })}>
          <ColleagueOptions />
        </SelectField>
      </div>
      <TextField
        label={words.municipality}
        optional={t.value.optional}
        hint={words.municipalityHint}
        value={fields.municipality}
        fault={faults.municipality}
        maxLength={60}
        autocomplete="off"
        onValue={(municipality) => set({ municipality })}
      />
    </>
  )
}

export function ColleagueOptions({ except = [] }: { except?: readonly string[] }) {
  const able = colleagues.value.filter((one) => (one.role === 'volunteer' || one.role === 'coordinator') && !except.includes(one.id))
  return (
    <>
      <option value="">{t.value.choose}</option>
      {able.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </>
  )
}
