-- The heart: a turn becomes true as a whole or not at all. Fenced by the lease token and by the ids of the events that were handled.
-- ARGV: 1 owner, 2 token, 3 ids of the handled events, a line each, 4 now, 5 lease ms for the next event (0 = give the owner back), 6 sealed document,
--       7 send lease ms (0 = leave sending to others), 8 send token, 9 what changed,
--       10 most events to bring along for the next turn,
--       11 n, then n times: lane (u or n), element for the outbox;
--       then m, then m times: owner, element to post;
--       then r, then r times: count, command, key, words... (index changes)
local owner, token, now = ARGV[1], ARGV[2], tonumber(ARGV[4])
local key = K.owner .. owner
local fields = call('HMGET', key, 'l', 'a', 'o', 'xu', 'xn', 'it', 'iw', 'ic', 'k')
if fields[1] ~= token then return { 'fenced' } end
local handled = {}
for id in string.gmatch(ARGV[3], '[^\n]+') do handled[#handled + 1] = id end
local following = call('LRANGE', K.mailbox .. owner, 0, #handled + ARGV[10] - 1)
for i, id in ipairs(handled) do
  if not following[i] or idOf(following[i]) ~= id then return { 'fenced' } end
end
following = { unpack(following, #handled + 1) }

local sends, at = tonumber(ARGV[11]), 12
local sendsAt = at
at = at + 2 * sends
local posts = tonumber(ARGV[at])
local postsAt = at + 1
at = postsAt + 2 * posts
local moved, gone = {}, {}
for i = postsAt, at - 1, 2 do
  local to = ARGV[i]
  if call('HEXISTS', K.owner .. to, 'k') == 0 then
    local into = call('HGET', K.moved, to)
    if into then moved[#moved + 1] = to else gone[to] = true end
  else
    call('LLEN', K.mailbox .. to)
  end
end
if #moved > 0 then return { 'moved', unpack(moved) } end

local kinds = { Z = 'zset', S = 'set', H = 'hash' }
local changesAt = at + 1
at = changesAt
for _ = 1, tonumber(ARGV[changesAt - 1]) do
  local kind = kinds[string.sub(ARGV[at + 1], 1, 1)]
  if ARGV[at + 1] ~= 'SET' and kind then
    local found = call('TYPE', ARGV[at + 2]).ok
    if found ~= 'none' and found ~= kind then return redis.error_reply('ERR a store index has type ' .. found) end
  end
  at = at + 1 + tonumber(ARGV[at])
end
local urgent, other, score = false, false, false
if sends > 0 then
  urgent = call('LINDEX', K.urgent .. owner, 0)
  other = call('LINDEX', K.outbox .. owner, 0)
  if urgent or other then score = call('ZSCORE', K.due, owner) end
end

call('SET', K.document .. owner, ARGV[6])
call('LPOP', K.mailbox .. owner, #handled)
at = changesAt
for _ = 1, tonumber(ARGV[changesAt - 1]) do
  local last = at + tonumber(ARGV[at])
  call(unpack(ARGV, at + 1, last))
  at = last + 1
end

local skipped = {}
for i = postsAt, postsAt + 2 * posts - 1, 2 do
  if gone[ARGV[i]] then skipped[#skipped + 1] = ARGV[i] else enqueue(ARGV[i], ARGV[i + 1], now) end
  if ARGV[i] == owner and not following[1] then following[1] = ARGV[i + 1] end
end

local due, set = false, {}
if sends > 0 then
  local isUrgent = false
  for i = sendsAt, sendsAt + 2 * sends - 1, 2 do
    if ARGV[i] == 'u' then
      isUrgent = true
      urgent = urgent or ARGV[i + 1]
      call('RPUSH', K.urgent .. owner, ARGV[i + 1])
    else
      other = other or ARGV[i + 1]
      call('RPUSH', K.outbox .. owner, ARGV[i + 1])
    end
  end
  -- What is in flight is waited for; a pause before another try is waited for too, except by what is urgent.
  if not score or tonumber(score) <= now or (isUrgent and not fields[3]) then
    if tonumber(ARGV[7]) > 0 then
      local lane = urgent and 'u' or 'n'
      local tries = tonumber((urgent and fields[4] or not urgent and fields[5]) or 0) + 1
      set = { 'o', ARGV[8], 'n', lane, 'x' .. lane, tries }
      call('ZADD', K.due, now + tonumber(ARGV[7]), owner)
      due = { owner, ARGV[8], tries, urgent or other, fields[6], fields[7], fields[8], fields[9] }
    else
      call('ZADD', K.due, now, owner)
      call('PUBLISH', K.wake, 'o')
    end
  end
end

for _, id in ipairs(handled) do changed(owner, id, ARGV[9]) end
local goesOn = following[1] and tonumber(ARGV[5]) > 0
if goesOn and fields[2] ~= '1' then
  set[#set + 1] = 'a'
  set[#set + 1] = 1
end
if #set > 0 then call('HSET', key, unpack(set)) end
if goesOn then
  call('ZADD', K.ready, now + tonumber(ARGV[5]), owner)
  return { 'committed', skipped, due, following, call('LLEN', K.mailbox .. owner) }
end
call('HDEL', key, 'l', 'a')
if following[1] then
  call('ZADD', K.ready, now, owner)
  call('PUBLISH', K.wake, 'm')
else
  call('ZREM', K.ready, owner)
end
return { 'committed', skipped, due }
