// How personal data is kept unreadable at rest: AES-256-GCM with one key per owner, wrapped by the master key (promise 10).
// Without the owner's wrapped key nothing sealed for that owner can be read again. It stores nothing itself.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hash, hkdfSync, randomBytes, randomFillSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** An owner's key, unwrapped. A KeyObject: Node sets up a cipher three times faster with it than with a Buffer. */
export interface OwnerKey {
  owner: string
  key: KeyObject
  /** What is authenticated along with each kind of value; made when first needed. */
  bound: Map<string, Buffer>
}

/** What a sealed value is for; part of what is authenticated, so that one can not stand in for another. */
export type SealPurpose = 'document' | 'event' | 'effect' | 'log' | 'case' | 'record' | 'dead'

export interface Sealing {
  wrapKey(owner: string, key: Buffer): Buffer
  /** undefined: not wrapped by this master key for this owner. */
  unwrapKey(owner: string, wrapped: Buffer): OwnerKey | undefined
  /** Keyed hash of a platform address: the only form in which addresses are looked up. */
  addressHash(channel: string, addressId: string): string
  /** Keyed hash, 22 characters, of ids that may hold a number or can be guessed (dedupe keys, provider ids). */
  digest(...parts: string[]): string
}

const formatVersion = 1
const ivBytes = 12
const tagBytes = 16
const digestChars = 22

export function newSealing(masterKey: Buffer): Sealing {
  if (masterKey.length !== 32) throw new Error('the master key must be 32 bytes')
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, '', `brug ${purpose}`, 32))
  const wrappingKey = createSecretKey(derive('wrap'))
  const wrapping = (owner: string): OwnerKey => ({ owner, key: wrappingKey, bound: new Map() })
  const addressKey = createSecretKey(derive('address'))
  // Truncated and prefixed with a secret of fixed length: as good as an HMAC here, ten times cheaper.
  const secret = derive('digest').toString('base64')
  return {
    wrapKey: (owner, key) => sealBytes(wrapping(owner), 'key', key),
    unwrapKey(owner, wrapped) {
      const key = openBytes(wrapping(owner), 'key', wrapped)
      return key ? { owner, key: createSecretKey(key), bound: new Map() } : undefined
    },
    addressHash: (channel, addressId) =>
      createHmac('sha256', addressKey)
        .update(`${channel}:${plainAddress(channel, addressId)}`)
        .digest('base64url')
        .slice(0, digestChars),
    digest: (...parts) => hash('sha256', `${secret}|${parts.join('|')}`, 'base64url').slice(0, digestChars),
  }
}

/** WhatsApp gives numbers as digits; people type them with plus, spaces and dashes. */
function plainAddress(channel: string, addressId: string): string {
  if (channel !== 'whatsapp' || !/^\+?[\d\s().-]+$/.test(addressId)) return addressId
  return addressId.replaceAll(/\D/g, '').replace(/^00/, '')
}

export function newKey(): Buffer {
  return randomBytes(32)
}

export function seal(key: OwnerKey, purpose: SealPurpose, value: unknown): Buffer {
  return sealBytes(key, purpose, JSON.stringify(value))
}

/** undefined: damaged, for another owner or purpose, or not JSON. */
export function open(key: OwnerKey, purpose: SealPurpose, sealed: Buffer): unknown {
  const bytes = openBytes(key, purpose, sealed)
  if (!bytes) return undefined
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function sealBytes(ownerKey: OwnerKey, purpose: string, value: string | Buffer): Buffer {
  const iv = nextIv()
  const cipher = createCipheriv('aes-256-gcm', ownerKey.key, iv)
  cipher.setAAD(boundOf(ownerKey, purpose))
  const body = typeof value === 'string' ? cipher.update(value, 'utf8') : cipher.update(value)
  cipher.final()
  const sealed = Buffer.allocUnsafe(1 + ivBytes + body.length + tagBytes)
  sealed[0] = formatVersion
  iv.copy(sealed, 1)
  body.copy(sealed, 1 + ivBytes)
  cipher.getAuthTag().copy(sealed, 1 + ivBytes + body.length)
  return sealed
}

function openBytes(ownerKey: OwnerKey, purpose: string, sealed: Buffer): Buffer | undefined {
  if (sealed[0] !== formatVersion || sealed.length < 1 + ivBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', ownerKey.key, sealed.subarray(1, 1 + ivBytes))
  decipher.setAAD(boundOf(ownerKey, purpose))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const body = decipher.update(sealed.subarray(1 + ivBytes, -tagBytes))
  try {
    decipher.final()
    return body
  } catch {
    return undefined
  }
}

function boundOf({ owner, bound }: OwnerKey, purpose: string): Buffer {
  const known = bound.get(purpose)
  if (known) return known
  const made = Buffer.from(`${formatVersion}|${owner}|${purpose}`)
  bound.set(purpose, made)
  return made
}

// One call fills many nonces: asking for twelve bytes at a time costs half as much as the encryption itself.
const ivPool = Buffer.alloc(ivBytes * 4096)
let ivNext = ivPool.length

function nextIv(): Buffer {
  if (ivNext === ivPool.length) {
    randomFillSync(ivPool)
    ivNext = 0
  }
  const iv = ivPool.subarray(ivNext, ivNext + ivBytes)
  ivNext += ivBytes
  return iv
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random id of 22 base62 characters, about 131 bits. */
export function randomId(chars = 22): string {
  let id = ''
  while (id.length < chars) {
    // 248 is the largest multiple of 62 in a byte: higher ones would favour some characters.
    for (const byte of randomBytes(chars)) if (byte < 248 && id.length < chars) id += base62[byte % 62]
  }
  return id
}

const processName = randomId(10)
let fences = 0

/** A token nobody else has: for leases, which need to differ and not to be guessed. */
export function newFence(): string {
  fences += 1
  return `${processName}${fences.toString(36)}.`
}
