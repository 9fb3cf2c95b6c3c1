-- Gives a claim back without handling it. ARGV: owner, token, time from which it may be claimed again, was it never tried (1 or 0)
if call('HGET', K.owner .. ARGV[1], 'l') ~= ARGV[2] then return 0 end
call('HDEL', K.owner .. ARGV[1], 'l')
if ARGV[4] == '1' and tonumber(call('HGET', K.owner .. ARGV[1], 'a') or 0) > 0 then call('HINCRBY', K.owner .. ARGV[1], 'a', -1) end
call('ZADD', K.ready, ARGV[3], ARGV[1])
call('PUBLISH', K.wake, 'm')
return 1
