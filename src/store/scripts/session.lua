-- Reads a session; with an idle time its end moves forward, never past its last moment. ARGV: hash, now, idle ms (0 = only look)
local key = K.session .. ARGV[1]
local fields = call('HMGET', key, 's', 'u', 'z')
if not fields[1] then return false end
local now = tonumber(ARGV[2])
if now >= tonumber(fields[2]) or now >= tonumber(fields[3]) then
  call('SREM', K.sessionsOf .. fields[1], ARGV[1])
  call('DEL', key)
  return false
end
local idle = tonumber(ARGV[3])
if idle > 0 then
  call('HSET', key, 'u', now + idle)
  call('PEXPIRE', key, idle + 60000)
end
return { fields[1], fields[3] }
