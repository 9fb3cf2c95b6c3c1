// The inbox API as one list: what it is made of, in reading order, and its description for other systems (OpenAPI 3.1).
// It validates every request against its schema and answers nothing that its schema does not name.
import type { FastifyInstance } from 'fastify'
import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { answerRoutes } from './answers.ts'
import { appointmentRoutes, calendarRoute } from './appointments.ts'
import { audioRoute } from './audio.ts'
import { caseActRoutes, caseRoutes } from './cases.ts'
import { keepKeysToOneBody, type House } from './house.ts'
import { keepingRoutes } from './keeping.ts'
import { leavingRoutes } from './leaving.ts'
import { liveRoute } from './live.ts'
import { messageRoutes } from './messages.ts'
import { overviewRoute } from './overview.ts'
import { exclusionRoutes, participantRoutes, recordRoutes } from './participants.ts'
import { previewRoutes } from './preview.ts'
import { Problem } from './problems.ts'
import { exampleRoutes, questionRoutes } from './questions.ts'
import { cookieName, guard, sessionRoute, signInRoutes } from './sign-in.ts'
import { staffRoutes } from './staff.ts'
import { tokenRoutes } from './tokens.ts'

const bodyBytesMax = 64 * 1024

/** Gives what adds the API under the prefix of the app it is handed. */
export function inboxApi(house: House): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await describe(app, house)
    mount(app, house)
  }
}

async function describe(app: FastifyInstance, house: House): Promise<void> {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // Many clients name a content type even where they send nothing, as for "I take this".
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null)
    else void parse(request, body.toString(), done)
  })
  app.addHook('onRoute', (route) => {
    route.bodyLimit ??= bodyBytesMax
    if (route.schema) route.schema.response = { ...responsesOf(route.schema.response), default: problemResponse }
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    // Pages count down to deadlines by this clock and not by that of the device.
    reply.header('brug-now', String(Math.floor(house.store.clock())))
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Brug',
        version: '1',
        description: 'Conversations, cases and appointments of the people Brug writes with. Errors are RFC 9457 problem documents.',
      },
      servers: [{ url: house.publicUrl }],
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: cookieName(house.publicUrl) } },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
}

function mount(app: FastifyInstance, house: House): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  guard(api, house)
  keepKeysToOneBody(api, house)
  signInRoutes(api, house)
  sessionRoute(api, house)
  staffRoutes(api, house)
  leavingRoutes(api, house)
  tokenRoutes(api, house)
  participantRoutes(api, house)
  recordRoutes(api, house)
  exclusionRoutes(api, house)
  messageRoutes(api, house)
  audioRoute(api, house)
  answerRoutes(api, house)
  caseRoutes(api, house)
  caseActRoutes(api, house)
  appointmentRoutes(api, house)
  calendarRoute(api, house)
  overviewRoute(api, house)
  previewRoutes(api, house)
  keepingRoutes(api, house)
  questionRoutes(api, house)
  exampleRoutes(api, house)
  liveRoute(api, house)
  api.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => app.swagger())
}

const problemResponse = { description: 'What went wrong', content: { 'application/problem+json': { schema: Problem } } }

function responsesOf(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null ? { ...given } : {}
}
