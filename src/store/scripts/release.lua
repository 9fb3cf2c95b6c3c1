-- Gives a claim back without handling it; its tries stay counted.
-- ARGV: owner, token, time from which it may be claimed again
if call('HGET', K.owner .. ARGV[1], 'l') ~= ARGV[2] then return 0 end
call('HDEL', K.owner .. ARGV[1], 'l')
call('ZADD', K.ready, ARGV[3], ARGV[1])
call('PUBLISH', K.wake, 'm')
return 1
