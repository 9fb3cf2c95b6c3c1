// Types of redis.mjs, which is plain JavaScript because it also runs under the system's Node.
export interface RedisCommand {
  command: string
  env: Record<string, string>
}

export const cacheDir: string
export function findRedis(): RedisCommand | undefined
export function fetchRedis(log?: (line: string) => void): Promise<RedisCommand>
