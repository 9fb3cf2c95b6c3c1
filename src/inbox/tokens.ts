// The tokens of other systems, for the coordinator: which there are, when they were used last, and ending one.
// Making one is for whoever runs Brug (`npx brug token create`): a browser left open shall not be able to.
import { z } from 'zod'
import { listTokens, revokeToken, Token } from '../store/tokens.ts'
import type { Api, House } from './house.ts'
import { Refusal } from './problems.ts'
import { viewerOf } from './sign-in.ts'
import { onlyManagers } from './staff.ts'

const TokenView = Token.meta({ id: 'Token' })

export function tokenRoutes(app: Api, house: House): void {
  const tags = ['tokens']
  app.get('/tokens', { schema: { summary: 'Tokens of other systems; times in epoch ms', tags, response: { 200: z.array(TokenView) } } }, async (request) => {
    onlyManagers(viewerOf(request))
    return listTokens(house.store)
  })

  app.delete(
    '/tokens/:id',
    { schema: { summary: 'End a token at once', tags, params: z.object({ id: z.string().max(60) }), response: { 204: z.undefined() } } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      onlyManagers(viewer)
      if (viewer.isSystem && viewer.staffId !== request.params.id) throw new Refusal('people-only')
      if (!(await revokeToken(house.store, request.params.id))) throw new Refusal('not-found')
      return reply.code(204).send()
    },
  )
}
