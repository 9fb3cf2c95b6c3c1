-- Makes an invite for an owner that exists; older ones that nobody used are over from now on. ARGV: now, owner, hash, until, ms to keep it
local now, owner = ARGV[1], ARGV[2]
if call('HEXISTS', K.owner .. owner, 'k') == 0 then return 0 end
endInvites(owner, now)
call('HSET', K.invite .. ARGV[3], 'o', owner, 'x', ARGV[4])
call('PEXPIRE', K.invite .. ARGV[3], ARGV[5])
call('SADD', K.invitesOf .. owner, ARGV[3])
return 1
