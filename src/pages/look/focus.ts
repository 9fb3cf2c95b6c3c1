// Where the keyboard goes on when what had it is gone: a button that did its work, a field that is not right. Never away from where someone is.

/** To what comes next, if nothing has the focus any more once the page has been drawn. */
export function goOn(): void {
  const look = () => {
    if (document.activeElement !== null && document.activeElement !== document.body) return
    const next =
      document.querySelector<HTMLElement>('dialog[open] .button, .case-acts .button, .question-acts .button:enabled') ??
      document.querySelector<HTMLElement>('#talk, main')
    next?.focus()
  }
  // What is there at first may go as well, once the server's word has come in.
  for (const delayMs of [60, 500]) window.setTimeout(look, delayMs)
}

/** To the first field with a fault, once it is shown. */
export function toFault(form: HTMLElement | null): void {
  window.setTimeout(() => form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault] input')?.focus(), 60)
}
