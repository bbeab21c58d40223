-- Sends one request again and again: the first body of the file, or a GET.
dofile(os.getenv("BENCH_LUA") .. "/summary.lua")

local single

function init(args)
  local path, bodies, headers = read_arguments(args)
  if bodies[1] then
    single = wrk.format("POST", path, headers, bodies[1])
  else
    single = wrk.format("GET", path, headers)
  end
end

function request()
  return single
end
