-- The timers due until a time, oldest first, with what it takes to seal an event for their owners. ARGV: until, most
local found = call('ZRANGEBYSCORE', K.calendar, '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local timers = {}
for i = 1, #found, 2 do
  local owner = string.match(found[i], '^([^|]+)|')
  timers[#timers + 1] = { found[i], found[i + 1], owner and call('HGET', K.owner .. owner, 'k') }
end
return timers
