// Fails the run when a test reaches for another machine: every connection must go to this one.
import net from 'node:net'

const local = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'])
const { connect: original }: { connect: (this: net.Socket, ...given: Parameters<net.Socket['connect']>) => net.Socket } = net.Socket.prototype

function connectLocally(this: net.Socket, ...given: Parameters<net.Socket['connect']>): net.Socket {
  const [first] = given
  const options: unknown = Array.isArray(first) ? first[0] : first
  if (options && typeof options === 'object' && 'host' in options && typeof options.host === 'string' && !('path' in options && options.path) && !local.has(options.host)) {
    throw new Error(`a test tried to reach ${options.host}: only this machine is allowed`)
  }
  return original.apply(this, given)
}

Object.assign(net.Socket.prototype, { connect: connectLocally })
