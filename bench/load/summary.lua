-- What every load script prints at the end: one line that bench/load/wrk.mjs reads.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    "\nBENCH %d %d %d %d %.1f %.1f\n",
    summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end

-- Bodies of a file in which each one stands behind its length in bytes and a line feed.
function read_bodies(file)
  local source = assert(io.open(file, "rb"))
  local bodies = {}
  while true do
    local length = source:read("*n")
    if not length then break end
    source:read(1)
    bodies[#bodies + 1] = source:read(length)
  end
  source:close()
  return bodies
end

-- Arguments: path, file of bodies ("-" is a GET), X-API-Key ("-" is none).
function read_arguments(args)
  local headers = { ["Content-Type"] = "application/json" }
  if args[3] ~= "-" then headers["X-API-Key"] = args[3] end
  if args[2] == "-" then return args[1], {}, {} end
  return args[1], read_bodies(args[2]), headers
end
