// The promises every channel keeps, as one suite run against each of them on its own local platform.
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Intake, OutgoingMessage } from '../../src/channels/channel.ts'
import type { Logger } from 'pino'
import { keptIntake, keptLog, offersOf, outgoing, until, type KeptIntake } from './intake.ts'

/** What a person would see of one message. */
export interface Seen {
  text: string
  /** Labels of what can be tapped. */
  options: string[]
}

/** One channel on its platform, seen from outside. */
export interface Rig {
  channel: Channel
  /** Address of a person who has written before. */
  person: string
  /** The person writes; resolves when the platform has handed it over, or gave up for now. */
  says(text: string): Promise<void>
  /** The person taps an option of the message seen last; its number from 0. */
  taps(option: number): Promise<void>
  seen(): Seen[]
  /** False where sending means nothing, because the page reads the log. */
  sends: boolean
  close(): Promise<void>
}

export interface Wiring {
  app: FastifyInstance
  /** Where `app` listens, once `listen` was called. */
  listen: () => Promise<string>
  intake: Intake
  log: Logger
}

export function channelContract(name: string, openRig: (wiring: Wiring) => Promise<Rig>): void {
  describe(`${name} keeps the contract of channels`, () => {
    let rig: Rig
    let intake: KeptIntake
    let app: FastifyInstance
    let lines: string[]

    beforeEach(async () => {
      const kept = keptLog()
      lines = kept.lines
      intake = keptIntake()
      app = Fastify({ forceCloseConnections: true })
      rig = await openRig({ app, intake, log: kept.log, listen: () => app.listen({ port: 0, host: '127.0.0.1' }) })
    })
    afterEach(async () => {
      await rig.channel.stop()
      await rig.close()
      await app.close()
    })
    const send = (more: Partial<OutgoingMessage>) => rig.channel.send(outgoing(rig.person, more))
    const lastSeen = () => rig.seen().at(-1)

    test('a text arrives once, whole, with an address that can be answered', async () => {
      await rig.says('السلام عليكم 👨‍👩‍👧 ﺔ *nee*')
      await until('it arrived', () => intake.arrivals.length === 1)
      const [arrival] = intake.arrivals
      expect(arrival).toMatchObject({
        channel: rig.channel.name,
        event: { type: 'message_received', text: 'السلام عليكم 👨‍👩‍👧 ﺔ *nee*', channel: rig.channel.name },
      })
      expect(arrival?.senderIds[0]).toBe(arrival && 'addressId' in arrival.event ? arrival.event.addressId : undefined)
      expect(arrival?.event.at).toBeGreaterThan(Date.now() - 60_000)
      expect(arrival?.event.at).toBeLessThanOrEqual(Date.now())
    })

    test('messages arrive in the order they were written', async () => {
      for (const text of ['een', 'twee', 'drie']) await rig.says(text)
      await until('all arrived', () => intake.arrivals.length === 3)
      expect(intake.arrivals.map(({ event }) => ('text' in event ? event.text : ''))).toEqual(['een', 'twee', 'drie'])
    })

    test('what could not be stored is not acknowledged, and arrives when the platform or the page tries again', async () => {
      intake.failing = 1
      await rig.says('help')
      if (intake.arrivals.length === 0) await rig.says('help')
      await until('it arrived', () => intake.arrivals.length === 1)
      expect(intake.calls).toBeGreaterThanOrEqual(2)
    })

    test.each([1, 3, 4, 10, 11, 30])('with %i options every option can be seen', async (count) => {
      if (!rig.sends) return
      expect((await send({ offers: offersOf(count), offersTitle: 'Kies' })).type).toBe('accepted')
      const shown = lastSeen()
      if (count <= 10) expect(shown?.options).toHaveLength(count)
      else for (let at = 1; at <= count; at += 1) expect(shown?.text).toContain(`${at}. Keuze ${at}`)
    })

    test('a tap comes back as the id of the option', async () => {
      if (!rig.sends) return
      await send({
        offers: [
          { id: 'c7.yes', label: 'Ja' },
          { id: 'c7.no', label: 'Nee' },
        ],
      })
      await rig.taps(1)
      await until('it arrived', () => intake.arrivals.length === 1)
      expect(intake.arrivals[0]?.event).toMatchObject({ type: 'option_chosen', optionId: 'c7.no', label: 'Nee' })
    })

    test('a text of any length arrives whole, in order, with the options at the end', async () => {
      if (!rig.sends) return
      const paragraphs = Array.from({ length: 60 }, (_, at) => `${at}: ${'woorden in een alinea '.repeat(9)}`)
      expect((await send({ text: paragraphs.join('\n\n'), offers: offersOf(3) })).type).toBe('accepted')
      expect(
        rig
          .seen()
          .map(({ text }) => text)
          .join('\n\n')
          .replaceAll(/\s+/g, ' '),
      ).toBe(paragraphs.join(' ').replaceAll(/\s+/g, ' ').trim())
      expect(
        rig
          .seen()
          .slice(0, -1)
          .every(({ options }) => options.length === 0),
      ).toBe(true)
      expect(lastSeen()?.options).toHaveLength(3)
    })

    test('a link is there with and without options, on this machine and outside', async () => {
      if (!rig.sends) return
      for (const url of ['https://brug.example.org/a?b=1&c=%20', 'http://127.0.0.1:3000/inbox']) {
        for (const count of [0, 2, 12]) {
          expect(
            (await send({ id: `p_x.${count}.${url.length}`, link: { label: 'Open je postvak met alle berichten', url }, offers: offersOf(count) })).type,
          ).toBe('accepted')
          const shown = lastSeen()
          expect(`${shown?.text} ${shown?.options.join(' ')}`).toContain(
            url.startsWith('https') && count === 0 ? 'Open je' : url.startsWith('https') ? '' : url,
          )
        }
      }
    })

    test('markup, markers and stray signs in a text never stop it', async () => {
      if (!rig.sends) return
      const texts = [
        '*vet* en niet*vet*',
        '<b>a & b</b> <script>',
        '_*[]()~`>#+-=|{}.!',
        '* los',
        '**',
        '\u202Ertl \u2068x\u2069',
        'a\u0000b',
        'x\uD800y',
        '&lt; &amp;amp;',
      ]
      for (const [at, text] of texts.entries()) expect(await send({ id: `p_x.${at}`, text }), text).toMatchObject({ type: 'accepted' })
    })

    test('labels of any shape never stop a message', async () => {
      if (!rig.sends) return
      const labels = ['x'.repeat(200), '👨‍👩‍👧'.repeat(12), '*vet*', ' ', 'zelfde', 'zelfde', 'regel\nregel', 'ዓቕሚ ሰብ ዝምልከት ነዊሕ መግለጺ']
      for (const [at, label] of labels.entries()) {
        const offers = [
          { id: 'a.1', label },
          { id: 'a.2', label },
          { id: 'a.3', label: 'Anders' },
          { id: 'a.3', label: 'Dubbel' },
        ]
        expect(await send({ id: `p_x.${at}`, offers }), label).toMatchObject({ type: 'accepted' })
      }
    })

    test('logs hold no text, no address and no secret', async () => {
      await rig.says('geheim verhaal')
      await rig.channel.send(outgoing(rig.person, { text: 'geheim antwoord', offers: offersOf(40) }))
      await rig.channel.acknowledge(rig.person, 'nothing')
      expect(lines.join('\n')).not.toMatch(/geheim|token|secret/)
      expect(lines.join('\n')).not.toContain(rig.person)
    })

    test('an acknowledgement for anybody and anything is quiet', async () => {
      await expect(rig.channel.acknowledge('', '')).resolves.toBeUndefined()
      await expect(rig.channel.acknowledge('nobody', 'x'.repeat(5_000))).resolves.toBeUndefined()
    })

    test('an invite link carries the code', async () => {
      await rig.channel.start()
      expect(rig.channel.inviteUrl('ABCDE23456')).toContain('ABCDE23456')
    })
  })
}
