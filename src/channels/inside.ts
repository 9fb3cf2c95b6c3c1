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
  return isInside(raw.socket.remoteAddress ?? '') && proxyHeaders.every((name) => headers[name] === undefined)
}

/** This machine or a private network. */
export function isInside(ip: string): boolean {
  const plain = ip.replace(/^::ffff:/, '').replace(/%.*$/, '')
  const family = isIPv4(plain) ? 'ipv4' : isIPv6(plain) ? 'ipv6' : undefined
  return family !== undefined && inside.check(plain, family)
}
