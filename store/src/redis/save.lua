-- Saves a token in the place of the last, so that nothing of the last one stays. What must not fail comes first: a script
-- that fails has done what stands before.
-- KEYS: the hash. ARGV: its fields, each with its value.
redis.call('HSET', KEYS[1], unpack(ARGV))
local is_given = {}
for index = 1, #ARGV, 2 do
  is_given[ARGV[index]] = true
end
for _, field in ipairs({ 'renews_by', 'ends_ms' }) do
  if not is_given[field] then redis.call('HDEL', KEYS[1], field) end
end
return 0
