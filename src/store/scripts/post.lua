-- Puts one event into the mailbox of an owner that exists, once per event id.
-- ARGV: now, owner, event id, dedupe hash, seconds to remember it, sealed event
local owner = ARGV[2]
if call('HEXISTS', K.owner .. owner, 'k') == 0 then return { 'gone', call('HGET', K.moved, owner) } end
if call('EXISTS', K.seen .. ARGV[4]) == 1 then return { 'already' } end
call('LLEN', K.mailbox .. owner)
call('SET', K.seen .. ARGV[4], owner, 'EX', ARGV[5])
enqueue(owner, ARGV[3] .. '\n\n' .. ARGV[6], ARGV[1])
return { 'stored' }
