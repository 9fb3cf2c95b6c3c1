-- A colleague leaves: from now on they have no way in and are on no roster. Their key and the rest go right after, by forget.lua.
-- ARGV: now, staff id, wrapped key and sealed record of what is kept, then ids of other coordinators of whom one must still be here (none = no need)
local now, staff = ARGV[1], ARGV[2]
if call('HEXISTS', K.owner .. staff, 'r') == 0 then return 'gone' end
local isAlone = #ARGV > 4
for i = 5, #ARGV do
  if call('SISMEMBER', K.staff, ARGV[i]) == 1 then isAlone = false end
end
if isAlone then return 'last' end

call('HSET', K.former .. staff, 'k', ARGV[3], 'r', ARGV[4])
call('ZADD', K.formerStaff, now, staff)
call('SADD', K.leaving, staff)
for _, person in ipairs(call('SMEMBERS', K.peopleOf .. staff)) do call('SADD', K.toTell .. staff, person) end
call('HDEL', K.owner .. staff, 'r')
call('SREM', K.staff, staff)
for _, hash in ipairs(call('SMEMBERS', K.sessionsOf .. staff)) do call('DEL', K.session .. hash) end
call('DEL', K.sessionsOf .. staff)
local feed = call('HGET', K.feedTokens, staff)
if feed then
  call('DEL', K.feedToken .. feed)
  call('HDEL', K.feedTokens, staff)
end
changed(staff, 'left', 'record')
return 'leaving'
