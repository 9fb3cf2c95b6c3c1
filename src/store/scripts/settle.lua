-- Says how a send went. Fenced by the send token and the effect id.
-- ARGV: now, owner, token, effect id, outcome (sent, dropped, later), time for later, lease ms for the next (0 = none), new token,
--       provider hash ('' = none), seconds to remember it, element for the mailbox ('' = none), is it a message (1 or 0), letter of its status
local now, owner, id = tonumber(ARGV[1]), ARGV[2], ARGV[4]
local key = K.owner .. owner
local fields = call('HMGET', key, 'o', 'n', 'xu', 'xn', 'it', 'iw', 'ic', 'k')
if fields[1] ~= ARGV[3] then return { 'fenced' } end
local lane = fields[2] or 'n'
local list = (lane == 'u' and K.urgent or K.outbox) .. owner
local heads = call('LRANGE', list, 0, 1)
if not heads[1] or idOf(heads[1]) ~= id then return { 'fenced' } end

if ARGV[5] == 'later' then
  call('HDEL', key, 'o', 'n')
  -- A pause of an ordinary message does not hold back an urgent one that came after it.
  local overtakes = lane ~= 'u' and call('EXISTS', K.urgent .. owner) == 1
  call('ZADD', K.due, overtakes and now or ARGV[6], owner)
  if overtakes then call('PUBLISH', K.wake, 'o') end
  return { 'settled' }
end

local urgent, other
if lane == 'u' then
  urgent = heads[2]
  other = call('LINDEX', K.outbox .. owner, 0)
else
  urgent = call('LINDEX', K.urgent .. owner, 0)
  other = heads[2]
end
local nextLane = urgent and 'u' or 'n'
local nextHead = urgent or other

-- A removal first, unlike elsewhere: when memory is full, what was sent must still be crossed off, or it would be sent again.
call('LPOP', list)
if ARGV[12] == '1' then
  local status = call('HGET', K.status .. owner, id)
  local letter = ARGV[13]
  if ARGV[9] ~= '' then call('SET', K.sent .. ARGV[9], id, 'EX', ARGV[10]) end
  -- A report may be faster than we are: what it said stands.
  if status then letter = string.sub(status, 1, 1) end
  call('HSET', K.status .. owner, id, letter .. ARGV[9])
  changed(owner, id, 'message')
end
if ARGV[11] ~= '' then enqueue(owner, ARGV[11], now) end
if not nextHead then
  call('HDEL', key, 'o', 'n', 'x' .. lane)
  call('ZREM', K.due, owner)
  return { 'settled' }
end
if tonumber(ARGV[7]) == 0 then
  call('HDEL', key, 'o', 'n', 'x' .. lane)
  call('ZADD', K.due, now, owner)
  call('PUBLISH', K.wake, 'o')
  return { 'settled' }
end
local before = nextLane == 'u' and fields[3] or fields[4]
local tries = (nextLane ~= lane and tonumber(before or 0) or 0) + 1
if nextLane ~= lane then call('HDEL', key, 'x' .. lane) end
call('HSET', key, 'o', ARGV[8], 'n', nextLane, 'x' .. nextLane, tries)
call('ZADD', K.due, now + tonumber(ARGV[7]), owner)
return { 'settled', { owner, ARGV[8], tries, nextHead, fields[5], fields[6], fields[7], fields[8] } }
