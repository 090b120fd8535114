-- Leaves the queues of some lanes. A ticket whose lease ended has no place there, and another's stays.
-- KEYS: for each lane its queue and its leases. ARGV: the ticket.
for index = 1, #KEYS, 2 do
  redis.call('LREM', KEYS[index], 0, ARGV[1])
  redis.call('ZREM', KEYS[index + 1], ARGV[1])
end
return 0
