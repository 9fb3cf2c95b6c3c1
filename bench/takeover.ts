// G11: how long somebody waits whose message was in the hands of a worker that was killed with -9: until the answer of another worker reaches the platform.
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { freePort, isAnswering, openHouse, until } from './house.ts'
import { thinContent } from './soak/thin-content.ts'
import { offer, requestOf, webhookBody } from './webhooks.ts'

const Journal = z.array(z.object({ at: z.number(), to: z.string() }))

/** One time in ms for each round. */
export async function takeOver(rounds: number): Promise<number[]> {
  const platformPort = await freePort()
  const house = await openHouse(platformPort)
  try {
    const [webPort, otherPort] = [await freePort(), await freePort()]
    house.whatsapp({ port: platformPort, webhookPort: webPort })
    const env = { CONTENT_DIR: thinContent(resolve(import.meta.dirname, '..'), join(house.dir, 'content')) }
    house.brug('web', { port: webPort, env })
    const other = house.brug('worker', { port: otherPort, env })
    const isReady = async (port: number) => isAnswering(`http://127.0.0.1:${port}/health/ready`)
    await until('web and worker are ready', async () => (await isReady(webPort)) && (await isReady(otherPort)), { withinMs: 120_000 })
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const port = await freePort()
      const doomed = house.brug('worker', { port, file: 'bench/soak/crew-process.ts', env: { ...env, SOAK_CRASH_AT: 'decided' } })
      await until('the second worker is ready', async () => isReady(port), { withinMs: 120_000 })
      // Only one of the two can claim the message, and that one dies of it.
      other.kill('SIGSTOP')
      doomed.kill('SIGUSR2')
      const from = `3161000${String(round).padStart(4, '0')}`
      await offer(webPort, [requestOf(webhookBody({ n: `takeover${round}`, from, text: 'hallo' }))], 1)
      await doomed.ended
      const diedAt = Date.now()
      other.kill('SIGCONT')
      let answeredAt: number | undefined
      await until('another worker answers', async () => {
        const answer = await fetch(`http://127.0.0.1:${platformPort}/control/journal`)
        answeredAt = Journal.parse(await answer.json()).find(({ to }) => to === from)?.at
        return answeredAt !== undefined
      })
      times.push((answeredAt ?? Infinity) - diedAt)
    }
    return times
  } finally {
    await house.close()
  }
}
