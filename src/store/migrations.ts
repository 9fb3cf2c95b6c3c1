// Stored documents from earlier versions of Brug, step by step to today's, and the check that the result is one.
// A document that can not be read is an outcome with a reason, never a crash: its owner is set aside and a human looks.
import { z } from 'zod'
import { StaffLine, staffLineVersion } from '../core/care/line.ts'
import { Conversation, conversationVersion } from '../core/conversation.ts'
import { kindOf } from './owners.ts'

type Migration = (older: Record<string, unknown>) => Record<string, unknown>
/** From a version to the next one. A version that is not in the table can not be read. */
type Migrations = Readonly<Record<number, Migration>>

const conversationMigrations: Migrations = {}
const staffLineMigrations: Migrations = {}

export type ReadDocument = { type: 'read'; document: Conversation | StaffLine } | { type: 'unreadable'; because: string }

const Versioned = z.looseObject({ version: z.number().int().positive() })

/** `check: false` believes a document of today's version; see elements.ts for why. */
export function readDocument(stored: unknown, owner: string, o: { check: boolean }): ReadDocument {
  const versioned = Versioned.safeParse(stored)
  if (!versioned.success) return { type: 'unreadable', because: stored === undefined ? 'it can not be opened' : 'it has no version' }
  const isStaff = kindOf(owner) === 'staff'
  const current = isStaff ? staffLineVersion : conversationVersion
  const { version } = versioned.data
  if (version > current) return { type: 'unreadable', because: `version ${version} is newer than this program` }
  if (version === current && !o.check && isTrusted(stored, owner)) return { type: 'read', document: stored }
  const migrated = migrate(versioned.data, version, current, isStaff ? staffLineMigrations : conversationMigrations)
  const read = isStaff ? StaffLine.safeParse(migrated) : Conversation.safeParse(migrated)
  if (!read.success)
    return {
      type: 'unreadable',
      because: `it does not fit at ${read.error.issues
        .map((issue) => issue.path.join('.'))
        .slice(0, 3)
        .join(', ')}`,
    }
  return read.data.id === owner ? { type: 'read', document: read.data } : { type: 'unreadable', because: 'it belongs to another owner' }
}

function isTrusted(stored: unknown, owner: string): stored is Conversation | StaffLine {
  return typeof stored === 'object' && stored !== null && 'id' in stored && stored.id === owner
}

function migrate(stored: Record<string, unknown>, from: number, to: number, table: Migrations): unknown {
  let document = stored
  for (let version = from; version < to; version += 1) {
    const step = table[version]
    if (!step) return undefined
    document = { ...step(document), version: version + 1 }
  }
  return document
}
