// Listening to a voice message: its sound is fetched from the platform for this one time, by whoever may read the conversation.
// Nothing of it is kept here. Whatever the platform calls it, it leaves as sound or as nothing a browser would open.
import { z } from 'zod'
import { readMessages } from '../store/log.ts'
import { openPerson, type Api, type House } from './house.ts'
import { ParticipantId } from './participants.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'

/** More than are ever said within one moment. */
const momentMax = 20
/** The platform may have it, and did not answer. */
const passing = /^(?:timeout|no_answer|not_connected|connection_lost|bad_answer|stopped|429|5\d\d)$/

export function audioRoute(app: Api, house: House): void {
  const schema = {
    summary: 'The sound of a voice message, as the platform gives it; 410 when it does not (any more). From level 2 on the look is noted',
    tags: ['messages'],
    params: ParticipantId.extend({ messageId: z.string().max(200) }),
    /** When the message was said. */
    querystring: z.object({ at: z.coerce.number().int().nonnegative() }),
  }
  app.get('/participants/:id/messages/:messageId/audio', { schema }, async (request, reply) => {
    const { messageId } = request.params
    const one = await openPerson(house, viewerOf(request), request.params.id)
    const said = await readMessages(house.store, one.id, { after: request.query.at - 1, limit: momentMax })
    const media = said.find(({ id }) => id === messageId)?.media
    if (!media) throw new Refusal('not-found')
    const found = await house.media?.(media.channel, media.id)
    if (found?.type !== 'media') throw new Refusal(found && passing.test(found.code) ? 'unavailable' : 'gone')
    const [type = ''] = found.contentType.split(';')
    return reply.type(/^audio\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream').send(found.bytes)
  })
}
