-- Moves one due timer from the calendar into its owner's mailbox, once. ARGV: now, owner, member, time it stands at, event id, sealed event
local score = call('ZSCORE', K.calendar, ARGV[3])
if not score or tonumber(score) ~= tonumber(ARGV[4]) or tonumber(score) > tonumber(ARGV[1]) then return 0 end
if call('HEXISTS', K.owner .. ARGV[2], 'k') == 0 then
  call('ZREM', K.calendar, ARGV[3])
  return 0
end
enqueue(ARGV[2], ARGV[5] .. '\n\n' .. ARGV[6], ARGV[1])
call('ZREM', K.calendar, ARGV[3])
return 1
