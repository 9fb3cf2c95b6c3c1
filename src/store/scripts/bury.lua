-- Moves the head event to the dead letters and puts another event in its place ('' = nothing).
-- ARGV: now, owner, token, head id, dead letter, replacing element
local owner = ARGV[2]
local key = K.owner .. owner
if call('HGET', key, 'l') ~= ARGV[3] then return 0 end
local head = call('LINDEX', K.mailbox .. owner, 0)
if not head or idOf(head) ~= ARGV[4] then return 0 end
call('LLEN', K.deadOf .. owner)

call('RPUSH', K.deadOf .. owner, ARGV[5])
call('SADD', K.dead, owner)
if ARGV[6] ~= '' then
  call('LSET', K.mailbox .. owner, 0, ARGV[6])
else
  call('LPOP', K.mailbox .. owner)
end
call('HDEL', key, 'l', 'a')
if call('LLEN', K.mailbox .. owner) > 0 then
  call('ZADD', K.ready, ARGV[1], owner)
  call('PUBLISH', K.wake, 'm')
else
  call('ZREM', K.ready, owner)
end
changed(owner, ARGV[4], 'buried')
return 1
