// Which connections count as our own: the machine and private networks, nothing a header claims.
import { expect, test } from 'vitest'
import { isFromInside } from '../../src/channels/inside.ts'

const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) => {
  const asked = { raw: { socket: { remoteAddress } }, headers }
  return isFromInside(Object(asked))
}

test.each(['127.0.0.1', '127.8.8.8', '10.1.2.3', '172.31.0.9', '192.168.1.1', '::1', '::ffff:10.0.0.1', 'fd12:3456::1', 'fe80::1%eth0'])(
  '%s is inside',
  (address) => {
    expect(from(address)).toBe(true)
    expect(from(address, { 'x-forwarded-for': '127.0.0.1' })).toBe(false)
  },
)

test.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '::ffff:8.8.8.8', '2001:db8::1', '', 'localhost', undefined])('%s is not', (address) => {
  expect(from(address)).toBe(false)
  expect(from(address, { host: '127.0.0.1', 'x-real-ip': '127.0.0.1' })).toBe(false)
})
