// Form fields with label, hint and fault tied together. A fault is said beside its field, in words.
import { ChevronDown, CircleAlert } from 'lucide-preact'
import type { ComponentChildren, TargetedInputEvent } from 'preact'
import { useId } from 'preact/hooks'

interface Common {
  label: string
  optional?: string
  hint?: string
  fault?: string
}

export function TextField({
  label,
  optional,
  hint,
  fault,
  value,
  onValue,
  rows,
  ...input
}: Common & {
  value: string
  onValue: (text: string) => void
  rows?: number
  type?: 'text' | 'date' | 'time' | 'number' | 'tel'
  dir?: 'auto' | 'ltr'
  maxLength?: number
  min?: string
  max?: string
  step?: string
  autoFocus?: boolean
  autocomplete?: 'off'
  list?: string
}) {
  const id = useId()
  const shared = { id, class: 'input', value, 'aria-invalid': fault === undefined ? undefined : true, 'aria-describedby': described(id, hint, fault), ...input }
  return (
    <Field id={id} label={label} optional={optional} hint={hint} fault={fault}>
      {rows === undefined ? (
        <input {...shared} onInput={(event: TargetedInputEvent<HTMLInputElement>) => onValue(event.currentTarget.value)} />
      ) : (
        <textarea
          id={id}
          class="input"
          rows={rows}
          dir={input.dir}
          maxLength={input.maxLength}
          value={value}
          aria-invalid={shared['aria-invalid']}
          aria-describedby={shared['aria-describedby']}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export function SelectField({
  label,
  optional,
  hint,
  fault,
  value,
  onValue,
  children,
  disabled,
}: Common & { value: string; onValue: (text: string) => void; children: ComponentChildren; disabled?: boolean }) {
  const id = useId()
  return (
    <Field id={id} label={label} optional={optional} hint={hint} fault={fault}>
      <span class="select">
        <select
          id={id}
          value={value}
          disabled={disabled}
          aria-invalid={fault === undefined ? undefined : true}
          aria-describedby={described(id, hint, fault)}
          onChange={(event) => onValue(event.currentTarget.value)}
        >
          {children}
        </select>
        <ChevronDown aria-hidden="true" />
      </span>
    </Field>
  )
}

export function Choices({
  legend,
  fault,
  name,
  options,
  value,
  onValue,
}: {
  legend: string
  fault?: string
  name: string
  options: readonly { value: string; label: string; hint?: string }[]
  value: string
  onValue: (value: string) => void
}) {
  const id = useId()
  return (
    <fieldset class="field" data-fault={fault === undefined ? undefined : true} aria-describedby={described(id, undefined, fault)}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label class="option" key={option.value}>
          <input
            type="radio"
            aria-describedby={described(id, undefined, fault)}
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => onValue(option.value)}
          />
          <span>
            {option.label}
            {option.hint && <span class="hint"> {option.hint}</span>}
          </span>
        </label>
      ))}
      {fault && <Fault id={id} text={fault} />}
    </fieldset>
  )
}

export function Check({ label, checked, onValue, hint }: { label: string; checked: boolean; onValue: (on: boolean) => void; hint?: string }) {
  const id = useId()
  return (
    <div class="field">
      <label class="option">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

function Field({ id, label, optional, hint, fault, children }: Common & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="optional"> ({optional})</span>}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {fault && <Fault id={id} text={fault} />}
    </div>
  )
}

function Fault({ id, text }: { id: string; text: string }) {
  return (
    <p class="fault" id={`${id}-fault`}>
      <CircleAlert aria-hidden="true" />
      {text}
    </p>
  )
}

function described(id: string, hint?: string, fault?: string): string | undefined {
  return [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
}
