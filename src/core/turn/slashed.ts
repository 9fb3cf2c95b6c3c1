// Commands a chat program lists with a slash, `/menu` or `/menu@name_of_bot`, in words the readers know.

const orders = new Map(
  Object.entries({
    menu: 'menu',
    help: 'menu',
    human: 'human',
    mens: 'human',
    appointments: 'appointments',
    language: 'language-change',
    stop: 'stop',
    pause: 'stop',
    privacy: 'who-sees',
    info: 'who-sees',
    forget: 'forget-me',
    wis: 'forget-me',
    data: 'export',
    mijngegevens: 'export',
  }),
)

export function slashed(text: string): string | undefined {
  return orders.get(/^\/([a-z]{1,32})(?:@\w+)?$/i.exec(text.trim())?.[1]?.toLowerCase() ?? '')
}
