-- Leases the next thing to send of owners whose time has come.
-- ARGV: now, most owners, lease ms, token base, only this owner ('' = any)
-- Leases the first thing to send: urgent ones first. Returns nil when there is none, and then leaves no trace in the index.
local function takeHead(owner, now, leaseMs, token)
  local key = K.owner .. owner
  local lane = 'u'
  local head = call('LINDEX', K.urgent .. owner, 0)
  if not head then
    lane = 'n'
    head = call('LINDEX', K.outbox .. owner, 0)
  end
  if not head then
    call('HDEL', key, 'o', 'n')
    call('ZREM', K.due, owner)
    return nil
  end
  call('HSET', key, 'o', token, 'n', lane)
  local tries = call('HINCRBY', key, 'x' .. lane, 1)
  call('ZADD', K.due, now + leaseMs, owner)
  local times = call('HMGET', key, 'it', 'iw', 'ic', 'k')
  return { owner, token, tries, head, times[1], times[2], times[3], times[4] }
end

local now = tonumber(ARGV[1])
local owners
if ARGV[5] == '' then
  owners = call('ZRANGEBYSCORE', K.due, '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
else
  local score = call('ZSCORE', K.due, ARGV[5])
  owners = score and tonumber(score) <= now and { ARGV[5] } or {}
end
local taken = {}
for i, owner in ipairs(owners) do
  if call('HEXISTS', K.owner .. owner, 'k') == 0 then
    call('ZREM', K.due, owner)
  else
    taken[#taken + 1] = takeHead(owner, now, tonumber(ARGV[3]), ARGV[4] .. i)
  end
end
return taken
