// Does this request come from our own machine or network, and not through a proxy that passes on strangers?
// It trusts the connection only: what a header says can make a caller a stranger here, never a friend.
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

const inside = new BlockList()
inside.addSubnet('127.0.0.0', 8, 'ipv4')
inside.addSubnet('10.0.0.0', 8, 'ipv4')
inside.addSubnet('172.16.0.0', 12, 'ipv4')
inside.addSubnet('192.168.0.0', 16, 'ipv4')
inside.addAddress('::1', 'ipv6')
inside.addSubnet('fc00::', 7, 'ipv6')
inside.addSubnet('fe80::', 10, 'ipv6')

/** Every proxy in use adds at least one of these. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via', 'cf-connecting-ip']

export function isFromInside({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
  const peer = (raw.socket.remoteAddress ?? '').replace(/^::ffff:/, '').replace(/%.*$/, '')
  const family = isIPv4(peer) ? 'ipv4' : isIPv6(peer) ? 'ipv6' : undefined
  return family !== undefined && inside.check(peer, family) && proxyHeaders.every((name) => headers[name] === undefined)
}
