// How a message's text is shown: *bold*, line breaks and, where asked, telephone numbers to tap. Everything becomes text nodes;
// nothing in a message can become markup.
import type { ComponentChildren } from 'preact'

const bold = /\*([^*\n]+)\*/g
const phone = /(?<![\w.-])(112|113|0800-\d{2,7}|0900-\d{2,7})(?![\w-]|\.\w)/g

export function Rich({ text, dial }: { text: string; dial?: boolean }) {
  return <>{text.split('\n').map((line, index) => [index > 0 && <br key={`br${index}`} />, ...boldIn(line, dial)])}</>
}

function boldIn(line: string, dial?: boolean): ComponentChildren[] {
  return pieces(
    line,
    bold,
    (match) => <strong>{numbersIn(match[1] ?? '', dial)}</strong>,
    (plain) => numbersIn(plain, dial),
  )
}

function numbersIn(text: string, dial?: boolean): ComponentChildren {
  if (!dial) return text
  return pieces(
    text,
    phone,
    (match) => (
      <a class="dial" href={`tel:${match[0].replaceAll('-', '')}`} dir="ltr">
        {match[0]}
      </a>
    ),
    (plain) => plain,
  )
}

function pieces(
  text: string,
  pattern: RegExp,
  found: (match: RegExpMatchArray) => ComponentChildren,
  between: (text: string) => ComponentChildren,
): ComponentChildren[] {
  const out: ComponentChildren[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) out.push(between(text.slice(from, match.index)))
    out.push(found(match))
    from = match.index + match[0].length
  }
  if (from < text.length) out.push(between(text.slice(from)))
  return out
}
