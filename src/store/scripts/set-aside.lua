-- Keeps an owner whose document can not be read out of every claim, with all events kept; or takes it back in.
-- ARGV: owner, token ('' = take back in), now
local owner = ARGV[1]
if ARGV[2] == '' then
  call('SREM', K.aside, owner)
  if call('ZSCORE', K.ready, owner) then call('ZADD', K.ready, ARGV[3], owner) end
  call('HDEL', K.owner .. owner, 'l', 'a')
  call('PUBLISH', K.wake, 'm')
  return 1
end
if call('HGET', K.owner .. owner, 'l') ~= ARGV[2] then return 0 end
call('SADD', K.aside, owner)
call('ZADD', K.ready, '+inf', owner)
call('HDEL', K.owner .. owner, 'l', 'a')
return 1
